using Dispatch.Accounts;
using Dispatch.Language;

namespace Dispatch.Server.Accounts;

/// <summary>What pages say about accounts.</summary>
static class AccountText
{
    /// <summary>What was just done; null for what is not a sentence.</summary>
    public static Words? Done(string what) => what switch
    {
        "password-changed" => new("密码已改，其他设备上的登录已结束。", "The password is changed, and the sessions on other devices have ended."),
        "session-ended" => new("登录已结束。", "The session has ended."),
        "sessions-ended" => new("这些登录已全部结束。", "All of these sessions have ended."),
        "token-revoked" => new("令牌已作废；本服务器即时生效，其他服务器一分钟内生效。",
            "The token is revoked: here at once, on other servers within a minute."),
        "second-step-off" => new("两步验证已关闭。", "The second step is off."),
        "identity-linked" => new("统一身份已绑定。", "The identity is linked."),
        "identity-unlinked" => new("统一身份已解除。", "The identity is no longer linked."),
        "identity-taken" => new("没有绑定：这个统一身份已绑定别的账号。", "Not linked: another account has this identity."),
        "locked" => new("账号已停用，登录已全部结束，令牌暂不可用。", "The account is locked: its sessions have ended and its tokens rest."),
        "unlocked" => new("账号已恢复。", "The account is unlocked."),
        _ => null,
    };

    /// <summary>How an account stands, in a word.</summary>
    public static Words State(AccountState state) => state switch
    {
        { IsLocked: true } => new("已停用", "Locked"),
        { HasAccount: true } => new("正常", "In use"),
        { InvitedUntil: not null } => new("已邀请", "Invited"),
        _ => new("未开通", "No account"),
    };
}
