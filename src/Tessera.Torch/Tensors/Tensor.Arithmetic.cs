using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>How a quotient is rounded to an integer.</summary>
    public enum RoundingMode
    {
        /// <summary>Not at all.</summary>
        None,

        /// <summary>Toward zero.</summary>
        trunc,

        /// <summary>Down.</summary>
        floor,
    }

    public partial class Tensor
    {
        /// <summary>this + target, broadcast.</summary>
        public Tensor add(Tensor target) => Ops.Add.Invoke(this, target);

        /// <summary>this + alpha * target, broadcast.</summary>
        public Tensor add(Tensor target, Scalar alpha) => Ops.Add.Invoke(this, target, alpha);

        /// <summary>this + scalar.</summary>
        public Tensor add(Scalar scalar) => Ops.AddScalar.Invoke(this, scalar);

        /// <summary>Adds target, broadcast, in place.</summary>
        public Tensor add_(Tensor target) => InPlace(Ops.AddInPlace, target);

        /// <summary>Adds alpha * target, broadcast, in place.</summary>
        public Tensor add_(Tensor target, Scalar alpha)
        {
            Ops.AddInPlace.Run(this, target, alpha);
            return this;
        }

        /// <summary>Adds a number in place.</summary>
        public Tensor add_(Scalar scalar) => InPlace(Ops.AddScalarInPlace, scalar);

        /// <summary>this - target, broadcast.</summary>
        public Tensor sub(Tensor target) => Ops.Sub.Invoke(this, target);

        /// <summary>this - target.</summary>
        public Tensor sub(Scalar target) => Ops.SubScalar.Invoke(this, target);

        /// <summary>Subtracts target, broadcast, in place.</summary>
        public Tensor sub_(Tensor target) => InPlace(Ops.SubInPlace, target);

        /// <summary>Subtracts a number in place.</summary>
        public Tensor sub_(Scalar target) => InPlace(Ops.SubScalarInPlace, target);

        /// <summary>this * target, element by element, broadcast.</summary>
        public Tensor mul(Tensor target) => Ops.Mul.Invoke(this, target);

        /// <summary>this * target.</summary>
        public Tensor mul(Scalar target) => Ops.MulScalar.Invoke(this, target);

        /// <summary>Multiplies by target, broadcast, in place.</summary>
        public Tensor mul_(Tensor target) => InPlace(Ops.MulInPlace, target);

        /// <summary>Multiplies by a number in place.</summary>
        public Tensor mul_(Scalar target) => InPlace(Ops.MulScalarInPlace, target);

        /// <summary>this / target, broadcast; integers give floating-point numbers unless a rounding is asked for.</summary>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.Div.Invoke(this, target, Name(rounding_mode));

        /// <inheritdoc cref="div(Tensor, RoundingMode)"/>
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.DivScalar.Invoke(this, target, Name(rounding_mode));

        /// <summary>Divides by target, broadcast, in place.</summary>
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            Ops.DivInPlace.Run(this, target, Name(rounding_mode));
            return this;
        }

        /// <summary>Divides by a number in place.</summary>
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            Ops.DivScalarInPlace.Run(this, target, Name(rounding_mode));
            return this;
        }

        /// <summary>this + value * tensor1 * tensor2.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.AddCMul.Invoke(this, tensor1, tensor2, value);

        /// <summary>Adds value * tensor1 * tensor2 in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Ops.AddCMulInPlace.Run(this, tensor1, tensor2, value);
            return this;
        }

        /// <summary>this + value * tensor1 / tensor2.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.AddCDiv.Invoke(this, tensor1, tensor2, value);

        /// <summary>Adds value * tensor1 / tensor2 in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Ops.AddCDivInPlace.Run(this, tensor1, tensor2, value);
            return this;
        }

        /// <summary>this + weight * (end - this).</summary>
        public Tensor lerp(Tensor end, Tensor weight) => Ops.Lerp.Invoke(this, end, weight);

        /// <summary>Moves toward end by weight in place.</summary>
        public Tensor lerp_(Tensor end, Tensor weight)
        {
            Ops.LerpInPlace.Run(this, end, weight);
            return this;
        }

        /// <summary>Each element to the power of its exponent.</summary>
        public Tensor pow(Tensor exponent) => Ops.Pow.Invoke(this, exponent);

        /// <summary>Each element to a power.</summary>
        public Tensor pow(Scalar exponent) => Ops.PowScalar.Invoke(this, exponent);

        /// <summary>Each element squared.</summary>
        public Tensor square() => pow(2);

        /// <summary>The rest of a division, with the sign of the dividend.</summary>
        public Tensor fmod(Scalar scalar) => Ops.Fmod.Invoke(this, scalar);

        /// <summary>The rest of a division, with the sign of the divisor.</summary>
        public Tensor remainder(Scalar scalar) => Ops.Remainder.Invoke(this, scalar);

        /// <summary>The angle of the point (other, this), in -pi..pi.</summary>
        public Tensor atan2(Tensor other) => Ops.Atan2.Invoke(this, other);

        /// <summary>The matrix product over the last two axes; the others broadcast.</summary>
        public Tensor matmul(Tensor target) => Ops.MatMul.Invoke(this, target);

        /// <summary>The product of two matrices.</summary>
        public Tensor mm(Tensor target) => Ops.Mm.Invoke(this, target);

        /// <summary>The products of two batches of matrices.</summary>
        public Tensor bmm(Tensor batch2) => Ops.Bmm.Invoke(this, batch2);

        /// <summary>beta * this + alpha * mat1 @ mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Ops.AddMm.Invoke(this, mat1, mat2, beta, alpha);

        /// <summary>The outer product of two vectors.</summary>
        public Tensor outer(Tensor vec2) => Ops.Outer.Invoke(this, vec2);

        static string? Name(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();

        Tensor InPlace(Operator op)
        {
            op.Run(this);
            return this;
        }

        Tensor InPlace(Operator op, Argument operand)
        {
            op.Run(this, operand);
            return this;
        }
    }
}
