using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Dispatch.Tests.Support;

/// <summary>Asks axe, the rules of accessibility that a program can check, about a page as it stands.</summary>
/// <remarks>
/// Axe is read into the page once, however often it is asked there, and answers with what is serious only: its whole account of a page
/// takes longer to carry over than to make.
/// </remarks>
static class Accessibility
{
    static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What is serious or critical: the rule, and what breaks it.</summary>
    /// <param name="rule">The only one to ask for; null for all.</param>
    public static async Task<IReadOnlyList<string>> FaultsAsync(IPage page, string? rule = null)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
            await page.EvaluateAsync(Axe);

        return await page.EvaluateAsync<string[]>("""
            async rule => {
              const only = rule ? { runOnly: [rule] } : {};
              const { violations } = await axe.run(document, { resultTypes: ['violations'], preload: false, ...only });
              return violations
                .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
            }
            """, rule);
    }
}
