using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Tessera.Cluster.Store;

/// <summary>Ids of jobs, as text.</summary>
sealed class JobIdConverter() : ValueConverter<JobId, string>(id => id.ToString(), text => new(Guid.ParseExact(text, "N")));
