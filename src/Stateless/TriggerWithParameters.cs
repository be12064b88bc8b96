namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    /// <summary>A trigger together with the types of its arguments.</summary>
    public abstract class TriggerWithParameters
    {
        private readonly Type[] _argumentTypes;

        /// <summary>Binds a trigger to argument types.</summary>
        protected TriggerWithParameters(TTrigger underlyingTrigger, params Type[] argumentTypes)
        {
            ArgumentNullException.ThrowIfNull(argumentTypes);
            Trigger = underlyingTrigger;
            _argumentTypes = argumentTypes;
        }

        /// <summary>The trigger itself.</summary>
        public TTrigger Trigger { get; }

        /// <summary>The types, in order.</summary>
        public IEnumerable<Type> ArgumentTypes => _argumentTypes;

        /// <summary>Accepts no arguments at all, or arguments that fit their types; null fits every type.</summary>
        /// <exception cref="ArgumentException">Too many arguments, or one of the wrong type.</exception>
        public void ValidateParameters(object?[] args)
        {
            ArgumentNullException.ThrowIfNull(args);
            if (args.Length > _argumentTypes.Length)
            {
                throw new ArgumentException(
                    $"Trigger '{Trigger}' takes at most {_argumentTypes.Length} argument(s) but got {args.Length}.", nameof(args));
            }

            for (int i = 0; i < args.Length; i++)
            {
                if (args[i] is { } argument && !_argumentTypes[i].IsInstanceOfType(argument))
                {
                    throw new ArgumentException(
                        $"Argument {i} of trigger '{Trigger}' is a {argument.GetType()} but must be a {_argumentTypes[i]}.", nameof(args));
                }
            }
        }
    }

    /// <summary>A trigger with one argument.</summary>
    /// <typeparam name="TArg0">Its type; a class or record costs no boxing.</typeparam>
    public class TriggerWithParameters<TArg0>(TTrigger underlyingTrigger) : TriggerWithParameters(underlyingTrigger, typeof(TArg0));
}
