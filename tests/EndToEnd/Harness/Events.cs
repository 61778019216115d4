namespace EndToEnd.Harness;

/// <summary>The events of nodes' logs that are looked for, by number.</summary>
static class Events
{
    public const int CoordinatorReady = 1;
    public const int WorkerReady = 2;
    public const int GaveTilesAway = 4;
    public const int LinkFault = 6;
    public const int Leads = 100;
    public const int LeadsNoLonger = 101;
    public const int Joined = 102;
    public const int Died = 104;
    public const int Note = 106;
    public const int NotCommitted = 108;
    public const int RefusedReport = 111;
    public const int InEpoch = 200;
    public const int RefusedOrder = 201;
    public const int DroppedPredictions = 202;
    public const int Serves = 410;
}
