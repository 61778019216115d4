namespace Tessera.Tiling;

/// <summary>One axis of a plan: cores, windows and how far each core's prediction has weight. A plan is the product of its axes.</summary>
sealed class AxisPlan
{
    readonly int[] _borders;

    AxisPlan(in AxisRequest request, int count)
    {
        Request = request;
        _borders = CoreSplit.Borders(request.Tokens, count);
        var halos = count == 1 ? 0 : 2 * request.Halo;
        Window = Math.Min(LargestCore + halos, request.Tokens);
    }

    /// <summary>What the axis was made from.</summary>
    public AxisRequest Request { get; }

    /// <summary>Tiles along the axis.</summary>
    public int Count => _borders.Length - 1;

    /// <summary>Length of every window, in tokens.</summary>
    public int Window { get; }

    /// <summary>Longest core, in tokens: the first, as larger cores come first.</summary>
    public int LargestCore => _borders[1];

    /// <summary>Shortest core, in tokens.</summary>
    public int SmallestCore => _borders[^1] - _borders[^2];

    /// <summary>Cuts the axis into exactly <paramref name="count"/> cores, or says why that cannot be.</summary>
    /// <exception cref="PlanException">The cut breaks a rule of plans.</exception>
    public static AxisPlan FromCount(in AxisRequest request, int count)
    {
        if (count < 1)
        {
            throw new PlanException($"A grid needs at least 1 of its {request.Plural}, not {count}.");
        }

        if (count > request.Tokens)
        {
            throw new PlanException(
                $"A grid of {count} {request.Plural} is finer than the canvas, which has {request.Tokens} tokens there: use at most "
                + $"{request.Tokens}.");
        }

        var axis = new AxisPlan(request, count);
        AxisRules.Check(axis);
        return axis;
    }

    /// <summary>Cuts the axis into as few cores as windows of at most <paramref name="window"/> tokens allow.</summary>
    /// <exception cref="PlanException">No cut obeys the rules of plans.</exception>
    public static AxisPlan FromWindow(in AxisRequest request, int window)
    {
        var core = AxisRules.CoreWithin(request, window);
        if (request.Tokens <= window)
        {
            return FromCount(request, 1);
        }

        var fewest = (request.Tokens + core - 1) / core;
        PlanException? refusal = null;

        // Windows shifted inward at the canvas edge can reach one tile too far when cores are few and large; slightly smaller cores then fit.
        for (var count = fewest; count <= Math.Min(request.Tokens, 2 * fewest); count++)
        {
            try
            {
                return FromCount(request, count);
            }
            catch (PlanException exception)
            {
                refusal ??= exception;
            }
        }

        throw refusal!;
    }

    /// <summary>Where core <paramref name="index"/> begins, in tokens; at <see cref="Count"/> the length of the axis.</summary>
    public int CoreStart(int index) => _borders[index];

    /// <summary>Core <paramref name="index"/> in tokens.</summary>
    public Span1 Core(int index) => new(_borders[index], _borders[index + 1]);

    /// <summary>Window <paramref name="index"/> in tokens: the core and its halo, shifted inward at the edges of the canvas.</summary>
    public Span1 WindowOf(int index)
    {
        var halo = Count == 1 ? 0 : Request.Halo;
        var start = Math.Clamp(_borders[index] - halo, 0, Request.Tokens - Window);
        return new(start, start + Window);
    }

    /// <summary>Where the prediction of tile <paramref name="index"/> has weight, in latents.</summary>
    public Span1 Support(int index) => Request.Mode switch
    {
        CoherenceMode.Fuse => WindowOf(index).Scale(Request.Scale),
        _ => Core(index).Scale(Request.Scale).Dilate(Request.Blend).Clip(Request.Tokens * Request.Scale),
    };

    /// <summary>The indices of the tiles that have weight in window <paramref name="index"/>, its own included.</summary>
    public Span1 Reached(int index)
    {
        if (Request.Mode == CoherenceMode.Isolated)
        {
            return new(index, index + 1);
        }

        var window = WindowOf(index).Scale(Request.Scale);
        var first = index;
        while (first > 0 && !Support(first - 1).Intersect(window).IsEmpty)
        {
            first--;
        }

        var end = index + 1;
        while (end < Count && !Support(end).Intersect(window).IsEmpty)
        {
            end++;
        }

        return new(first, end);
    }
}
