using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tessera.Engine.Requests;
using Tessera.Server.Contracts;

namespace Tessera.Server.OpenApi;

/// <summary>What the OpenAPI document says beside what routes say of themselves.</summary>
static class ApiDocument
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/openapi/v1.json";

    const string Scheme = "key";

    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Tessera",
                Version = ProductVersion.Text,
                Description = "Draws pictures far larger than one device can hold. Every refusal is a problem document (RFC 9457); its type leads to an explanation.",
            };
            document.Servers = []; // whoever reads it knows where from
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key that tessera keys add made. Not asked for on loopback." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            {
                operation.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            }

            operation.Responses!["default"] = new OpenApiResponse
            {
                Description = "Any other refusal.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemView), context.Document) },
                },
            };
            foreach (var header in context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestHeader>())
            {
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = header.Name,
                    In = ParameterLocation.Header,
                    Description = header.Description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            return Task.CompletedTask;
        });
    }
}
