namespace Tessera.Training.Terrain;

/// <summary>Positions of the tags in <see cref="Landscape.Tags"/>; the order is part of a trained checkpoint.</summary>
enum Tag
{
    Alpine, Forest, Taiga, Jungle, Grassland, Savanna, Desert, Tundra, Marsh, Farmland, Moor, Saltflat, Glacier,
    Sea, Coast, Island, Lake, River, Fjord, Lagoon, Seaice,
    Spring, Summer, Autumn, Winter, Snow, Drought,
    Dawn, Morning, Noon, Afternoon, Dusk, Overcast, Moonlight, Mist,
    Plain, Hills, Mountain, Canyon, Mesa, Dunes, Volcano, Badlands, Plateau,
    Village, Road,
}
