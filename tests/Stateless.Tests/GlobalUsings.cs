global using Machine = Stateless.StateMachine<Stateless.Tests.S, Stateless.Tests.T>;
