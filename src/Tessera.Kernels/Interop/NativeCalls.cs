using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>The structs of <c>tessera_kernels.h</c>, field by field in its order.</summary>
static class NativeCalls
{
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Strides(long Batch, long Token, long Head);

    [StructLayout(LayoutKind.Sequential)]
    internal struct AttentionShape
    {
        internal long Batch, Heads, Queries, Keys, HeadSize;
        internal float Scale;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Attention
    {
        internal AttentionShape Shape;
        internal float* Q, K, V, O, Lse;
        internal Strides QStrides, KStrides, VStrides, OStrides;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct AttentionGrad
    {
        internal AttentionShape Shape;
        internal float* Q, K, V, O, GradO, Lse, Dq, Dk, Dv;
        internal Strides QStrides, KStrides, VStrides, OStrides, GradOStrides, DqStrides, DkStrides, DvStrides;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct LayerNorm
    {
        internal long Items, RowsPerItem, Size, ModulationStride;
        internal float Epsilon;
        internal float* X, Scale, Shift, Y, Mean, Rstd;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct LayerNormGrad
    {
        internal long Items, RowsPerItem, Size, ModulationStride, GradModulationStride;
        internal float* X, Scale, Mean, Rstd, GradY, Dx, Dscale, Dshift;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct RmsNorm
    {
        internal long Rows, Size;
        internal float Epsilon;
        internal float* X, Weight, Y, Rstd;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct RmsNormGrad
    {
        internal long Rows, Size;
        internal float* X, Weight, Rstd, GradY, Dx, Dweight;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct QkNormRope
    {
        internal long Batch, Tokens, Heads, HeadSize, TableBatchStride;
        internal float Epsilon;
        internal float* Q, K, QWeight, KWeight, Cos, Sin, QOut, KOut;
        internal Strides InStrides, OutStrides;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct QkNormRopeGrad
    {
        internal long Batch, Tokens, Heads, HeadSize, TableBatchStride;
        internal float Epsilon;
        internal float* Q, K, QWeight, KWeight, Cos, Sin, GradQOut, GradKOut, Dq, Dk, DqWeight, DkWeight;
        internal Strides InStrides, GradStrides, DxStrides;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Linear
    {
        internal long Rows, Inputs, Outputs;
        internal nint Packed;
        internal float* Weights;
        internal long WeightsOutputStep, WeightsInputStep;
        internal float* X, Bias, Y;
        internal long XStride, YStride;
        internal int Activation;
        internal float* Residual, Gate;
        internal long ResidualStride, GateStride, RowsPerItem;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct LinearGrad
    {
        internal long Rows, Inputs, Outputs;
        internal float* X, GradY, Dw, Dbias;
        internal long XStride, GradYStride, DwStride;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct NetInput
    {
        internal int Channels, Scale;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Conv
    {
        internal int Input0, Input1, Kernel, Outputs, Shuffle, Factor, Residual, Raw, Activated;
        internal float* Weights, Bias;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Plane
    {
        internal float* Data;
        internal long ChannelStride, RowStride;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Picture
    {
        internal float* Data;
        internal long ChannelStride, RowStride, ColumnStride;
    }
}
