using TorchSharp.Interop;

namespace TorchSharp.Modules;

/// <summary>Adam with weight decay apart from the gradient; make one by <c>torch.optim.AdamW</c>.</summary>
public sealed partial class AdamW : torch.optim.Optimizer
{
    readonly List<ParamGroup> _groups;

    /// <summary>An optimizer of groups of parameters.</summary>
    public AdamW(IEnumerable<ParamGroup> parameters) => _groups = parameters.ToList();

    /// <inheritdoc/>
    public override IEnumerable<torch.optim.ILearningRateController> ParamGroups => _groups;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters() => _groups.SelectMany(group => group.Parameters);

    /// <inheritdoc/>
    public override void zero_grad()
    {
        using var quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var gradients = parameters().Select(parameter => parameter.grad).OfType<torch.Tensor>().ToArray();
        if (gradients.Length > 0)
        {
            Ops.ForeachZero.Run(gradients);
        }
    }

    /// <inheritdoc/>
    public override torch.Tensor? step(Func<torch.Tensor>? closure = null)
    {
        torch.Tensor? loss = null;
        if (closure is not null)
        {
            using var recording = torch.enable_grad();
            loss = closure();
        }

        using var quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var group in _groups)
        {
            var active = Array.FindAll(group.States, state => state.Parameter.grad is not null);
            Array.ForEach(active, state => state.Steps++);

            // Parameters that had no gradient in some step are behind in their bias correction.
            foreach (var peers in active.GroupBy(state => state.Steps))
            {
                Update(group, peers.ToArray());
            }
        }

        return loss;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in _groups.SelectMany(group => group.States))
            {
                state.Dispose();
            }
        }
    }

    static void Update(ParamGroup group, State[] states)
    {
        var (beta1, beta2) = group.Betas;
        var parameters = Array.ConvertAll(states, state => (torch.Tensor)state.Parameter);
        var gradients = Array.ConvertAll(states, state => state.Parameter.grad!);
        var means = Array.ConvertAll(states, state => state.Mean);
        var squares = Array.ConvertAll(states, state => state.Square);

        if (group.WeightDecay != 0)
        {
            Ops.ForeachMul.Run(parameters, 1 - (group.LearningRate * group.WeightDecay));
        }

        Ops.ForeachMul.Run(means, beta1);
        Ops.ForeachAddList.Run(means, gradients, 1 - beta1);
        Ops.ForeachMul.Run(squares, beta2);
        Ops.ForeachAddCMul.Run(squares, gradients, gradients, 1 - beta2);
        var denominators = Ops.ForeachSqrt.InvokeList(squares);
        Ops.ForeachDiv.Run(denominators, Math.Sqrt(1 - Math.Pow(beta2, states[0].Steps)));
        Ops.ForeachAdd.Run(denominators, group.Epsilon);
        Ops.ForeachAddCDiv.Run(parameters, means, denominators, -group.LearningRate / (1 - Math.Pow(beta1, states[0].Steps)));
    }
}
