namespace Dispatch.Accounts;

/// <summary>Who a token stands for; null when nobody. The one question that HTTP and the bus ask about a caller.</summary>
public delegate ValueTask<Caller?> FindCaller(string token, CancellationToken cancel);
