namespace Tessera.Tiling;

/// <summary>The rules every axis of a plan obeys, and the one line said when it does not.</summary>
static class AxisRules
{
    /// <summary>The longest core whose window has at most <paramref name="window"/> tokens.</summary>
    /// <exception cref="PlanException">The window is larger than the checkpoint's, or the halo leaves no core.</exception>
    public static int CoreWithin(in AxisRequest request, int window)
    {
        if (window > request.Native)
        {
            throw new PlanException(
                $"A tile of {window} tokens is larger than the checkpoint's native window of {request.Native}: use at most "
                + $"{request.Native}.");
        }

        var core = window - (2 * request.Halo);
        if (core < 1 && request.Tokens > window)
        {
            throw new PlanException(
                $"A tile of {window} tokens has no core left inside a halo of {request.Halo}: use a tile of at least "
                + $"{(2 * request.Halo) + 1} tokens or a smaller halo.");
        }

        return Math.Max(core, 1);
    }

    /// <summary>Checks a finished cut.</summary>
    /// <exception cref="PlanException">It breaks a rule.</exception>
    public static void Check(AxisPlan axis)
    {
        var request = axis.Request;
        if (axis.Window > request.Native)
        {
            var cores = axis.Count == 1 ? "" : $" (cores of {axis.LargestCore} with a halo of {request.Halo})";
            throw new PlanException(
                $"A window of {axis.Window} tokens{cores} is larger than the checkpoint's native window of {request.Native}: use more "
                + $"{request.Plural} than {axis.Count}.");
        }

        if (axis.Count == 1 || request.Mode == CoherenceMode.Isolated)
        {
            return;
        }

        CheckHalo(axis);
        CheckReach(axis);
    }

    static void CheckHalo(AxisPlan axis)
    {
        var request = axis.Request;
        var halo = request.Halo * request.Scale;
        var core = axis.SmallestCore * request.Scale;
        if (halo == 0)
        {
            throw new PlanException("A halo of 0 tokens exchanges nothing: use a halo of at least 1, or mode isolated.");
        }

        if (request.Blend > halo)
        {
            throw new PlanException(
                $"A blend of {request.Blend} latents reaches beyond a halo of {request.Halo} tokens: use a blend of at most {halo}.");
        }

        if (core < 2 * request.Blend)
        {
            throw new PlanException(
                $"Cores of {axis.SmallestCore} tokens are narrower than two blends of {request.Blend} latents, so weights would not "
                + $"sum to 1: use a blend of at most {core / 2}.");
        }

        if (request.Mode == CoherenceMode.Halo && halo + request.Blend > core)
        {
            throw new PlanException(
                $"A halo of {request.Halo} tokens and a blend of {request.Blend} latents exceed the smallest core of "
                + $"{axis.SmallestCore} tokens, so corners would not be covered: use larger cores or a smaller halo.");
        }
    }

    /// <summary>A window may hold weight of its own tile and of at most two others, so that no tile has more than 8 neighbours (26 in three
    /// axes).</summary>
    /// <remarks>With raised cosines these are the tiles on either side. MultiDiffusion averages over every window that covers a latent, and
    /// the first and last window, shifted inward, may cover part of the next but one.</remarks>
    static void CheckReach(AxisPlan axis)
    {
        for (var i = 0; i < axis.Count; i++)
        {
            var reached = axis.Reached(i);
            var first = axis.Request.Mode == CoherenceMode.Fuse ? reached.End - 3 : i - 1;
            var last = axis.Request.Mode == CoherenceMode.Fuse ? reached.Start + 2 : i + 1;
            if (reached.Start < first || reached.End - 1 > last)
            {
                throw new PlanException(
                    $"Windows of {axis.Window} tokens over cores of {axis.SmallestCore} reach tiles that are not neighbours: use "
                    + "larger cores, a smaller halo or a smaller blend.");
            }
        }
    }
}
