using Dispatch.Server.Accounts;
using Dispatch.Server.Pages;

namespace Dispatch.Server.Reports;

/// <summary>The pages of reports, and their workbooks.</summary>
static class ReportPages
{
    public static void MapReportPages(this IEndpointRouteBuilder signedIn)
    {
        signedIn.MapPage<ReportPage>("/reports");
        signedIn.MapPage<ReportOrdersPage>("/reports/orders");
        signedIn.MapGet("/reports/flow/workbook", ReportEndpoints.FlowAsync).LogSecurity("exported");
        signedIn.MapGet("/reports/{report}/workbook", ReportEndpoints.FindAsync).LogSecurity("exported");
    }
}
