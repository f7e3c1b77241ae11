using Dispatch.Alliances;
using Dispatch.Clocks;
using System.Text.Json.Nodes;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Server.Accounts;
using Dispatch.Server.Orders;
using Dispatch.Server.Pages;
using Dispatch.Server.Registers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Dispatch.Server;

/// <summary>Names of query parameters that a route reads by itself.</summary>
sealed record QueryMetadata(params IReadOnlyList<string> Names);

/// <summary>The route does not store its first answer, so it takes no idempotency key.</summary>
sealed record NoKeyMetadata;

/// <summary>The route takes the input of any step.</summary>
sealed record StepInputMetadata;

/// <summary>The description of the API as OpenAPI, and a page to try it with.</summary>
static class Description
{
    const string JsonType = "application/json";
    const string KeyDescription = "1 to 200 visible ASCII characters. The same key gets the first answer again and changes nothing.";
    const string VersionDescription =
        "The version that the caller saw, for example \"3\"; if the order has another one, the step is refused with 412.";

    const string TagDescription =
        "The tag of the entry that the caller saw; if it says something else now, the request is refused with 412.";

    public static void AddDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Dispatch";
            document.Info.Version = "1";
            document.Info.Description = """
                商户点单 → 联盟下单 → 成员接单. Problems are RFC 9457 problem details with a stable code; their sentences are Chinese unless
                Accept-Language prefers English.
                """;
            // Readers know the address they found it at; a server's own idea of its address is often wrong behind a proxy.
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [BearerTokens.Name] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "A token of Dispatch.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            OpenApiSecuritySchemeReference bearer = new(BearerTokens.Name, context.Document);
            if (!metadata.OfType<IAllowAnonymous>().Any())
                operation.Security = [new OpenApiSecurityRequirement { [bearer] = [] }];
            foreach (var name in metadata.OfType<QueryMetadata>().SelectMany(query => query.Names))
                Add(operation, QueryParameter(name));
            if (context.Description.HttpMethod == HttpMethods.Post && !metadata.OfType<NoKeyMetadata>().Any())
                Add(operation, Header(RequestHeaders.Key, KeyDescription));
            foreach (var entry in metadata.OfType<EntryInputMetadata>())
            {
                Add(operation, Header("If-Match", TagDescription));
                if (entry.Register is { } register)
                {
                    Add(operation, Header("If-None-Match", "*: the entry must be new."));
                    operation.RequestBody = EntrySchema.Body(register);
                }
            }

            if (metadata.OfType<StepInputMetadata>().Any())
            {
                Add(operation, Header("If-Match", VersionDescription));
                operation.RequestBody = StepBody();
            }

            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Nulls are left out, so what may be null is optional.
            foreach (var property in context.JsonTypeInfo.Properties.Where(property => property.IsGetNullable))
                schema.Required?.Remove(property.Name);
            // Because of our converter the generator cannot know how an instant is written.
            if (schema is { Format: "date-time", Type: null })
                schema.Type = JsonSchemaType.String;
            // A caller who belongs to an alliance may leave it out; a message from a machine may not.
            if (context.JsonTypeInfo.Type == typeof(FileOrder))
                schema.Required?.Remove("alliance");
            return Task.CompletedTask;
        });
    });

    /// <param name="anonymous">Whether anybody may read them.</param>
    public static void MapDescription(this IEndpointRouteBuilder app, bool anonymous)
    {
        IEndpointConventionBuilder[] pages =
        [
            app.MapOpenApi(),
            app.MapScalarApiReference("/docs", options => options
                .WithTitle("Dispatch")
                .WithOpenApiRoutePattern("/openapi/{documentName}.json")
                // Only its own script: an office network may not reach other hosts, and no other host should learn who reads here.
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .DisableMcp()
                .HideClientButton()
                .HideDeveloperTools()
                .AddPreferredSecuritySchemes(BearerTokens.Name)).WithMetadata(new OwnContentPolicy()),
        ];
        foreach (var page in anonymous ? pages : [])
            page.AllowAnonymous();
    }

    /// <param name="statuses">Those of its own, besides those that any route has.</param>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in (ReadOnlySpan<int>)[.. statuses, 401, 500, 503])
            route.Produces<Problem>(status, Problem.ContentType);
        return route;
    }

    static void Add(OpenApiOperation operation, OpenApiParameter parameter) => (operation.Parameters ??= []).Add(parameter);

    static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    static OpenApiParameter QueryParameter(string name) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = name switch
        {
            "alliance" => "Code; the caller's own where it is left out.",
            "stage" => "Name of a stage, for example filed.",
            "member" => "Code of a member that has, or had, a part.",
            "category" => "Code of a kind of trouble.",
            "desk" => "Who holds the order, for example chair; of a work list one of the caller's desks.",
            "level" => $"How high overdue work has climbed: {string.Join(", ", Level.All)}.",
            "asked" => $"What waits for an answer: {string.Join(", ", OpenRequest.All.Select(question => question.Name))}.",
            "urgency" => $"{string.Join(", ", Urgency.All)}.",
            "preview" => "true to see what would change, and change nothing.",
            "workflow" => "Name of the workflow that it was filed under.",
            "filedBy" => "Id of the person who filed it.",
            "merchant" => "Code of the merchant it is for.",
            "source" => "The system that it comes from.",
            "externalId" => "What that system calls it.",
            "open" => "true for what somebody holds, false for what has ended.",
            "overdue" => "true for what is open and due already, false for the rest.",
            "dueBefore" => "Open and due on or before this date, or before this instant.",
            "for" => $"What the order waits for: {string.Join(", ", WaitsFor.All)}.",
            "place" => "Where the trouble is, as people wrote it.",
            "q" => "Part of the number, title, text or place.",
            "from" => "Filed on or after this date, or at or after this instant; of a report its first day, instead of a period.",
            "to" => "Filed on or before this date, or before this instant; of a report its last day.",
            "weekday" => "1 for what was filed on a Monday, to 7; between from and to, days that are a year apart at most.",
            "period" => "A month, quarter or year, for example 2026-11, 2026-Q4 or 2026; this month by default.",
            "by" => "filed or reported: what came of the orders that were filed, or reported, in the period; where it is left out, what "
                + "was decided in it.",
            "measure" => "Name of a rate, for example on-time.",
            "stay" => "Instead of a measure: the name of a stage, for the orders that left it.",
            "of" => "all (the denominator), met (the numerator), missed or exempt; all where it is left out.",
            "key" => "Key of the row; the whole alliance where it is left out.",
            "register" => $"{string.Join(", ", RegisterName.All)}, calendars.",
            "entry" => "Code of an entry of the register.",
            "actor" => "Id of who made the change.",
            "handBack" => "true: what would wait for nobody goes back to who gave it.",
            "withPeople" => "true: the people who act for the member, or are the merchant, are taken out too.",
            "format" => "json or xlsx, of orders csv too; json where it is left out.",
            "after" => "The value of next from the previous page.",
            "before" => "The value of earlier from the page after it.",
            "take" => $"How many orders; {QueryReader.UsualTake} where it is left out.",
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "This parameter has no description."),
        },
        Schema = name == "take"
            ? new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = $"{OrderList.LongestPage}",
                Default = JsonValue.Create(QueryReader.UsualTake),
            }
            : new OpenApiSchema { Type = JsonSchemaType.String },
    };

    /// <summary>One schema of all fields, each with the steps that it belongs to: which steps fit is only known at the order.</summary>
    static OpenApiRequestBody StepBody()
    {
        var fields = StepRegistry.All.Values
            .Where(kind => kind.Type != typeof(FileStep))
            .SelectMany(kind => kind.Inputs.Select(input => (Input: input, kind.Name)))
            .GroupBy(field => field.Input, field => field.Name);
        return new OpenApiRequestBody
        {
            Required = false,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [JsonType] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = fields.ToDictionary(
                            field => field.Key,
                            IOpenApiSchema (field) => FieldSchema(field.Key, string.Join(", ", field))),
                    },
                },
            },
        };
    }

    static OpenApiSchema FieldSchema(string field, string steps) => field switch
    {
        "support" or "photos" => new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.String },
            Description = steps,
        },
        "until" or "by" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = steps },
        "places" or "rating" => new OpenApiSchema { Type = JsonSchemaType.Integer, Description = steps },
        _ => new OpenApiSchema { Type = JsonSchemaType.String, Description = steps },
    };
}
