using Dispatch.Server.Pages;

namespace Dispatch.Server.House;

/// <summary>The administrator's page about the house.</summary>
static class HousePages
{
    public static void MapHousePages(this IEndpointRouteBuilder signedIn) => signedIn.MapPage<HousePage>("/system");
}
