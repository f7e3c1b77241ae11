using Dispatch.Server.Commands;

return await CommandLine.RunAsync(args);
