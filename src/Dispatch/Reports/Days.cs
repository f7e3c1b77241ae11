using NodaTime;
using NodaTime.Text;

namespace Dispatch.Reports;

/// <summary>Days and months as the tables have them, which sort as they come.</summary>
static class Days
{
    public static string Text(LocalDate day) => LocalDatePattern.Iso.Format(day);

    public static string Month(LocalDate day) => Text(day)[..7];
}
