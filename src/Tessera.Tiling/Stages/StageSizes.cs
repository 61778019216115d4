namespace Tessera.Tiling;

/// <summary>The sizes of the stages of a picture, in tokens from coarse to fine.</summary>
static class StageSizes
{
    /// <summary>Characters of a list of sizes: the longest there can be, twelve doublings, has half as many.</summary>
    const int ListCharacters = 256;

    /// <summary>Reads <see cref="StagePlanOptions.Stages"/>.</summary>
    /// <exception cref="PlanException">It is not a list of doublings that ends with the picture.</exception>
    public static IReadOnlyList<Extent> Of(StagePlanOptions options)
    {
        var unit = options.PixelsPerToken;
        var final = new Extent(1, options.Picture.Height / unit, options.Picture.Width / unit);
        return options.Stages.Trim() switch
        {
            "auto" => Halvings(final, options.BaseWindow ?? options.NativeWindow),
            "none" => [final],
            var list => Listed(list, final, unit),
        };
    }

    static List<Extent> Halvings(Extent final, Extent largest)
    {
        if (largest.IsEmpty)
        {
            throw new PlanException($"The first stage may have at most {largest} tokens: every side must be at least 1.");
        }

        var sizes = new List<Extent> { final };
        while (sizes[0].Height > largest.Height || sizes[0].Width > largest.Width)
        {
            sizes.Insert(0, Half(sizes[0]));
        }

        return sizes;
    }

    static List<Extent> Listed(string list, Extent final, int unit)
    {
        if (!list.Contains('x', StringComparison.OrdinalIgnoreCase))
        {
            throw new PlanException("Stages are 'auto', 'none' or sizes from coarse to fine, for example 512x512,1024x1024,2048x2048.");
        }

        if (list.Length > ListCharacters)
        {
            throw new PlanException($"The list of stages has {list.Length} characters: use at most {ListCharacters}.");
        }

        var sizes = new List<Extent>();
        foreach (var text in list.Split(','))
        {
            var size = PictureSize.Parse(text);
            size.Check(unit);
            sizes.Add(new(1, size.Height / unit, size.Width / unit));
        }

        if (sizes[^1] != final)
        {
            throw new PlanException($"The last stage must be the picture, {Pixels(final, unit)}, not {Pixels(sizes[^1], unit)}.");
        }

        for (var i = sizes.Count - 2; i >= 0; i--)
        {
            var half = Half(sizes[i + 1]);
            if (half == sizes[i + 1])
            {
                throw new PlanException($"No stage comes before {Pixels(half, unit)}: it is one token.");
            }

            if (sizes[i] != half)
            {
                throw new PlanException(
                    $"The stage before {Pixels(sizes[i + 1], unit)} must be half of it in whole tokens of {unit} pixels, "
                    + $"{Pixels(half, unit)}, not {Pixels(sizes[i], unit)}.");
            }
        }

        return sizes;
    }

    static Extent Half(Extent size) => new(size.Time, (size.Height + 1) / 2, (size.Width + 1) / 2);

    static PictureSize Pixels(Extent tokens, int unit) => new(tokens.Width * unit, tokens.Height * unit);
}
