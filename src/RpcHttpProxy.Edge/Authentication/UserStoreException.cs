namespace RpcHttpProxy.Edge.Authentication;

/// <summary>The store of users failed: who a request is from can't be told. The inner exception is the store's.</summary>
internal sealed class UserStoreException(Exception fault) : Exception(fault.Message, fault);
