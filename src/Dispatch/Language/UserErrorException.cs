namespace Dispatch.Language;

/// <summary>Something that a person got wrong and can put right, such as a file with faults, a setting or an unknown name.</summary>
/// <remarks>The message is written for that person. An <see cref="ArgumentException"/>, by contrast, is a bug.</remarks>
public class UserErrorException(string message, Exception? cause = null) : Exception(message, cause);
