using System.Runtime.InteropServices;

namespace Tessera.Engine.Devices;

/// <summary>Lets a thread that computes, and those that it starts, go behind those that keep a node alive.</summary>
static partial class Niceness
{
    const int Process = 0;
    const int ThisThread = 0; // on Linux a priority is a thread's
    const int Lower = 5;

    /// <summary>Where the system refuses, all threads stay equal: that is slower to answer, and not wrong.</summary>
    public static void LowerThisThread()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(Process, ThisThread, Lower);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
