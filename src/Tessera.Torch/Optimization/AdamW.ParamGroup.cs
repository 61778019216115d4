namespace TorchSharp.Modules;

public sealed partial class AdamW
{
    /// <summary>Parameters that share their settings.</summary>
    public sealed class ParamGroup : torch.optim.ILearningRateController
    {
        /// <summary>A group; the values mean what they mean to <c>torch.optim.AdamW</c>.</summary>
        /// <exception cref="ArgumentException">A value is out of its range.</exception>
        public ParamGroup(
            IEnumerable<Parameter> parameters,
            double lr = 1e-3,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-8,
            double weight_decay = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(lr);
            ArgumentOutOfRangeException.ThrowIfNegative(eps);
            ArgumentOutOfRangeException.ThrowIfNegative(weight_decay);
            CheckBeta(beta1, nameof(beta1));
            CheckBeta(beta2, nameof(beta2));
            States = parameters.Select(parameter => new State(parameter)).ToArray();
            LearningRate = InitialLearningRate = lr;
            Betas = (beta1, beta2);
            Epsilon = eps;
            WeightDecay = weight_decay;
        }

        /// <inheritdoc/>
        public double LearningRate { get; set; }

        /// <inheritdoc/>
        public double InitialLearningRate { get; set; }

        /// <summary>How much of the mean gradient and of the mean squared gradient a step keeps.</summary>
        public (double, double) Betas { get; set; }

        /// <summary>The parameters.</summary>
        public IEnumerable<Parameter> Parameters => States.Select(state => state.Parameter);

        internal State[] States { get; }

        internal double Epsilon { get; set; }

        internal double WeightDecay { get; set; }

        static void CheckBeta(double beta, string name)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(beta, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta, 1, name);
        }
    }
}
