namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>Where cases come from.</summary>
internal enum CaseClass
{
    /// <summary>Each vector of <c>specs/vectors</c>, as it is and with its fields off, in each state that can be reached over the wire.</summary>
    GoldenVectors,

    /// <summary>What <c>specs/hostile.md</c> and the tests it names do.</summary>
    Hostile,

    /// <summary>The sequences of [MS-RPCH] 3.2.1.5.3, and how they end.</summary>
    Transcripts,

    /// <summary>Requests of <c>specs/http-edge.md</c>.</summary>
    HttpRequests,

    /// <summary>Commands of the tool: exit code and output.</summary>
    CommandLine,
}
