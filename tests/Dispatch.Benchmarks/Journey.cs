using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Tests.Support;

namespace Dispatch.Benchmarks;

/// <summary>A caller's endless work: one order after the other, six steps each, from filing to its end.</summary>
sealed class Journey(Office office, OrderDesk desk)
{
    static readonly IReadOnlySet<string> Nothing = new HashSet<string>();
    static readonly IReadOnlySet<string> Filing = new HashSet<string> { "category", "title", "text" };
    static readonly IReadOnlySet<string> Assigning = new HashSet<string> { "lead" };
    static readonly IReadOnlySet<string> Resolving = new HashSet<string> { "note" };
    static readonly IReadOnlySet<string> Confirming = new HashSet<string> { "rating" };

    readonly Caller chair = office.Chair;
    readonly Caller member = office.Member("chengguan");
    string number = "";
    int next;

    public async Task StepAsync()
    {
        var request = next switch
        {
            0 => new StepRequest(
                new FileStep("0128", "夜市喇叭太吵,影响住户休息", "每晚八点到十二点,音响对着居民楼,多次劝说无效。", null, null, null, null, null), Filing, office.Community)
            { Alliance = Office.Alliance },
            1 => new StepRequest(new AcceptStep(null, null), Nothing, office.Secretariat) { Number = number },
            2 => new StepRequest(new AssignStep("chengguan", []), Assigning, chair) { Number = number },
            3 => new StepRequest(new ClaimStep(), Nothing, member) { Number = number },
            4 => new StepRequest(new ResolveStep("喇叭已收走,商户签了承诺书。", [], null), Resolving, member) { Number = number },
            _ => new StepRequest(new ConfirmStep(5, null), Confirming, office.Community) { Number = number },
        };
        var answer = await desk.DoAsync(request);
        number = answer.Value?.Order.Number ?? throw new InvalidOperationException(
            $"Step {next} was refused: {Wording.Of(answer.Refusal!, chinese: false)}");
        next = (next + 1) % 6;
    }
}
