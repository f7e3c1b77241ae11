using Dispatch.Server.Accounts;
using Dispatch.Server.Pages;

namespace Dispatch.Server.Orders;

/// <summary>The pages about orders: what waits, one order, filing, searching.</summary>
static class OrderPages
{
    public static void MapOrderPages(this IEndpointRouteBuilder signedIn)
    {
        signedIn.MapPage<WorkPage>("/work", (StepForm.Form, StepForm.TakeAsync));
        signedIn.MapPage<OrdersPage>("/orders").ForThoseWhoAct();
        signedIn.MapGet("/orders/workbook", OrderWorkbook.AnswerAsync).ForThoseWhoAct().LogSecurity("exported");
        signedIn.MapPage<NewOrderPage>("/orders/new", (StepForm.Form, StepForm.FileAsync)).ForThoseWhoAct();
        signedIn.MapPage<MeetingPage>("/meeting", (StepForm.Form, StepForm.TakeAsync)).ForThoseWhoAct();
        signedIn.MapPage<OrderDetailPage>("/orders/{number}", (StepForm.Form, StepForm.TakeAsync));
    }
}
