using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>-x.</summary>
        public Tensor neg() => Ops.Neg.Invoke(this);

        /// <summary>Negates in place.</summary>
        public Tensor neg_() => InPlace(Ops.NegInPlace);

        /// <summary>|x|.</summary>
        public Tensor abs() => Ops.Abs.Invoke(this);

        /// <summary>|x| in place.</summary>
        public Tensor abs_() => InPlace(Ops.AbsInPlace);

        /// <summary>e to the x.</summary>
        public Tensor exp() => Ops.Exp.Invoke(this);

        /// <summary>e to the x, in place.</summary>
        public Tensor exp_() => InPlace(Ops.ExpInPlace);

        /// <summary>The natural logarithm.</summary>
        public Tensor log() => Ops.Log.Invoke(this);

        /// <summary>The natural logarithm, in place.</summary>
        public Tensor log_() => InPlace(Ops.LogInPlace);

        /// <summary>The natural logarithm of 1 + x.</summary>
        public Tensor log1p() => Ops.Log1p.Invoke(this);

        /// <summary>The square root.</summary>
        public Tensor sqrt() => Ops.Sqrt.Invoke(this);

        /// <summary>The square root, in place.</summary>
        public Tensor sqrt_() => InPlace(Ops.SqrtInPlace);

        /// <summary>1 / sqrt(x).</summary>
        public Tensor rsqrt() => Ops.Rsqrt.Invoke(this);

        /// <summary>1 / sqrt(x), in place.</summary>
        public Tensor rsqrt_() => InPlace(Ops.RsqrtInPlace);

        /// <summary>1 / x.</summary>
        public Tensor reciprocal() => Ops.Reciprocal.Invoke(this);

        /// <summary>The sine of an angle in radians.</summary>
        public Tensor sin() => Ops.Sin.Invoke(this);

        /// <summary>The cosine of an angle in radians.</summary>
        public Tensor cos() => Ops.Cos.Invoke(this);

        /// <summary>The hyperbolic tangent.</summary>
        public Tensor tanh() => Ops.Tanh.Invoke(this);

        /// <summary>The hyperbolic tangent, in place.</summary>
        public Tensor tanh_() => InPlace(Ops.TanhInPlace);

        /// <summary>1 / (1 + e to the -x).</summary>
        public Tensor sigmoid() => Ops.Sigmoid.Invoke(this);

        /// <summary>1 / (1 + e to the -x), in place.</summary>
        public Tensor sigmoid_() => InPlace(Ops.SigmoidInPlace);

        /// <summary>max(x, 0).</summary>
        public Tensor relu() => Ops.Relu.Invoke(this);

        /// <summary>max(x, 0), in place.</summary>
        public Tensor relu_() => InPlace(Ops.ReluInPlace);

        /// <summary>x * sigmoid(x).</summary>
        public Tensor silu() => Ops.Silu.Invoke(this);

        /// <summary>x * sigmoid(x), in place.</summary>
        public Tensor silu_() => InPlace(Ops.SiluInPlace);

        /// <summary>x times the normal distribution's share below x.</summary>
        public Tensor gelu() => Ops.Gelu.Invoke(this);

        /// <summary>The largest integer at most x.</summary>
        public Tensor floor() => Ops.Floor.Invoke(this);

        /// <summary>The smallest integer at least x.</summary>
        public Tensor ceil() => Ops.Ceil.Invoke(this);

        /// <summary>Rounded to that many decimals, halves to even.</summary>
        public Tensor round(long decimals = 0L) => Ops.Round.Invoke(this, decimals);

        /// <summary>Rounded in place.</summary>
        public Tensor round_(long decimals = 0L) => InPlace(Ops.RoundInPlace, decimals);

        /// <summary>The integer part.</summary>
        public Tensor trunc() => Ops.Trunc.Invoke(this);

        /// <summary>-1, 0 or 1.</summary>
        public Tensor sign() => Ops.Sign.Invoke(this);

        /// <summary>Limited to min..max; a missing limit is none.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Ops.Clamp.Invoke(this, min, max);

        /// <inheritdoc cref="clamp(Scalar, Scalar)"/>
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Ops.ClampTensor.Invoke(this, min, max);

        /// <summary>Limits to min..max in place; a missing limit is none.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            Ops.ClampInPlace.Run(this, min, max);
            return this;
        }

        /// <summary>Whether x is not a number.</summary>
        public Tensor isnan() => Ops.IsNan.Invoke(this);

        /// <summary>Whether x is neither infinite nor not a number.</summary>
        public Tensor isfinite() => Ops.IsFinite.Invoke(this);

        /// <summary>Whether x is infinite.</summary>
        public Tensor isinf() => Ops.IsInf.Invoke(this);
    }
}
