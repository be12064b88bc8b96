using System.Diagnostics.CodeAnalysis;
using Stateless.Reflection;

namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    // An action as the fire path sees it, whichever shape it was given in.
    internal delegate void FiringAction(ref Firing firing);

    // One entry or exit action, perhaps for one trigger only.
    internal sealed class StateAction
    {
        private readonly TTrigger? _from;

        public StateAction(FiringAction run, InvocationInfo info)
        {
            Run = run;
            Info = info;
        }

        public StateAction(TTrigger from, FiringAction run, InvocationInfo info)
            : this(run, info)
        {
            _from = from;
            IsFromOneTrigger = true;
        }

        public FiringAction Run { get; }

        public InvocationInfo Info { get; }

        public string? FromTrigger => IsFromOneTrigger ? _from.ToString() : null;

        [MemberNotNullWhen(true, nameof(_from))]
        private bool IsFromOneTrigger { get; }

        public bool AppliesTo(TTrigger trigger) => !IsFromOneTrigger || EqualityComparer<TTrigger>.Default.Equals(_from, trigger);
    }
}
