using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Orders.Steps;

namespace Dispatch.Orders.Desk;

/// <summary>Somebody asks for a step.</summary>
/// <param name="Step">What they ask for.</param>
/// <param name="Given">The input fields that they gave.</param>
/// <param name="Caller">Who asks.</param>
public sealed record StepRequest(IStep Step, IReadOnlySet<string> Given, Caller Caller)
{
    /// <summary>The system gives no fields: what there is to say its rules settle.</summary>
    public static IReadOnlySet<string> NothingGiven { get; } = new HashSet<string>();

    /// <summary>What the system asks for by itself.</summary>
    public static StepRequest BySystem(IStep step, string number) => new(step, NothingGiven, Caller.System) { Number = number };

    /// <summary>The order; empty when a new one is filed.</summary>
    public string Number { get; init; } = "";

    /// <summary>For a filing: the alliance it is filed with.</summary>
    public string Alliance { get; init; } = "";

    /// <summary>For a filing: the workflow, in its current version.</summary>
    public string Workflow { get; init; } = DefaultWorkflow;

    /// <summary>Of the caller's choosing: the same key gets the first answer again and changes nothing.</summary>
    public string? Key { get; init; }

    /// <summary>The version the caller saw; at another one the step is refused.</summary>
    public int? Version { get; init; }

    public bool IsFiling => Step is FileStep;

    /// <summary>What is asked, without the details.</summary>
    public string Subject => IsFiling ? Step.Name : $"{Number}/{Step.Name}";

    /// <summary>A digest of all that is asked: a key stands for the same in every repetition, and for nothing else.</summary>
    /// <remarks>Of what was read, so that white space and the order of the fields do not count.</remarks>
    internal string Digest()
    {
        string[] asked = [Subject, Alliance, Workflow, $"{Version}", StepRegistry.InputOf(Step)];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', asked))))[..32];
    }

    /// <summary>Reads a filing as callers send it over HTTP and the bus: the step's input, and beside it alliance and workflow.</summary>
    /// <param name="alliance">Where the body names none.</param>
    /// <returns>The request, or every fault of the body.</returns>
    public static Decision<StepRequest> ReadFiling(JsonElement? body, Caller caller, string? key, string? alliance = null)
    {
        InputReader input = new(body);
        var named = input.Text("alliance", 40, required: alliance is null) ?? alliance;
        var workflow = input.Text("workflow", 40) ?? DefaultWorkflow;
        var step = FileStep.Read(input);
        return input.Faults() is { Count: > 0 } faults
            ? new Refusal(Refusal.BadInput, [], faults)
            : new StepRequest(step, input.Given.Except(["alliance", "workflow"]).ToHashSet(), caller)
            {
                Alliance = named!,
                Workflow = workflow,
                Key = key,
            };
    }

    /// <summary>Reads a step on an order that is there.</summary>
    /// <returns>The request, or every fault of the input.</returns>
    public static Decision<StepRequest> ReadStep(
        string number, string name, JsonElement? body, Caller caller, string? key = null, int? version = null)
    {
        if (!StepRegistry.All.TryGetValue(name, out var kind) || kind.Type == typeof(FileStep))
            return Refusal.Of(Refusal.NoSuchStep, name);

        InputReader input = new(body);
        var step = kind.Read(input);
        return input.Faults() is { Count: > 0 } faults
            ? new Refusal(Refusal.BadInput, [], faults)
            : new StepRequest(step, input.Given, caller) { Number = number, Key = key, Version = version };
    }

    public const string DefaultWorkflow = "merchant-order";

    /// <summary>A key is at most so many characters long; a longer one is refused before it is looked up.</summary>
    public const int LongestKey = 200;
}
