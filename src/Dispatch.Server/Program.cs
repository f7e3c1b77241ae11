using Dispatch.Server;

// A word first is a command, such as "workflow check"; anything else is settings for the server.
return args is [var first, ..] && !first.StartsWith('-')
    ? await CommandLine.RunAsync(args)
    : await Server.RunAsync(args);
