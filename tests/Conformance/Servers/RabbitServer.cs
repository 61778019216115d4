using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Tessera.Cluster.RabbitMq;

namespace Conformance.Servers;

/// <summary>
/// A RabbitMQ broker of this machine's own, as Debian installs it, in a folder that goes with it: on free ports of the loopback, with a user, an
/// Erlang port mapper and a cookie of its own, so that any number can run beside each other. It dies with the process that started it.
/// </summary>
public sealed partial class RabbitServer : IAsyncDisposable
{
    const string Programs = "/usr/lib/rabbitmq/bin";
    const int Stop = 19;
    const int Continue = 18;
    static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(2);

    readonly string _folder = Directory.CreateTempSubdirectory("tessera-rabbit-").FullName;
    readonly string _password = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
    readonly int _port;
    readonly int _encryptedPort;
    readonly int _distributionPort;
    readonly int _mapperPort;
    Process? _mapper;
    Process? _broker;

    RabbitServer()
    {
        using var ports = new FreePorts();
        (_port, _encryptedPort, _distributionPort, _mapperPort) = (ports.Take(), ports.Take(), ports.Take(), ports.Take());
    }

    /// <summary>Where it listens.</summary>
    public BrokerAddress Address => BrokerAddress.Parse($"amqp://tessera@127.0.0.1:{_port}");

    /// <summary>Where it listens with TLS: under a name that its certificate has.</summary>
    public BrokerAddress EncryptedAddress => BrokerAddress.Parse($"amqps://tessera@localhost:{_encryptedPort}");

    /// <summary>Where it listens with TLS too, under a name that its certificate does not have.</summary>
    public BrokerAddress MisnamedAddress => BrokerAddress.Parse($"amqps://tessera@127.0.0.2:{_encryptedPort}");

    /// <summary>The certificates of those that talk TLS.</summary>
    public Certificates Certificates { get; private set; } = null!;

    /// <summary>The file with its user's password.</summary>
    public string PasswordFile => Path.Combine(_folder, "password");

    string Node => $"tessera-{_port}@localhost";

    /// <summary>Starts one, and waits until it takes connections.</summary>
    public static async Task<RabbitServer> StartAsync()
    {
        var server = new RabbitServer();
        try
        {
            server.Prepare();
            server._mapper = server.Run("epmd", "-port", Text(server._mapperPort), "-address", "127.0.0.1");
            await server.StartBrokerAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill()
    {
        if (_broker is { HasExited: false })
        {
            _broker.Kill();
            _broker.WaitForExit();
        }
    }

    /// <summary>Stops it in its tracks: connections stay, and nothing answers.</summary>
    public void Pause() => Signal(Stop);

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Resume() => Signal(Continue);

    /// <summary>Starts it again, in the same place with the same data, after <see cref="Kill"/> or without.</summary>
    public async Task RestartAsync()
    {
        Kill();
        await StartBrokerAsync();
    }

    /// <summary>Runs rabbitmqctl, and gives what it says.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        using var control = Process.Start(Command(Path.Combine(Programs, "rabbitmqctl"), ["--quiet", "-n", Node, .. arguments]))!;
        var (output, error) = (control.StandardOutput.ReadToEndAsync(), control.StandardError.ReadToEndAsync());
        await control.WaitForExitAsync();
        return control.ExitCode == 0 ? await output : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)}: {await error}");
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _mapper?.Kill();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);

    void Signal(int signal)
    {
        if (SendSignal(_broker!.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} did not reach the broker: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    void Prepare()
    {
        File.WriteAllText(PasswordFile, _password + "\n");
        File.WriteAllText(Path.Combine(_folder, "plugins"), "[].\n");
        Certificates = Certificates.Make(_folder);
        File.WriteAllText(Path.Combine(_folder, "rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{_port}
            listeners.ssl.1 = 127.0.0.1:{_encryptedPort}
            listeners.ssl.2 = 127.0.0.2:{_encryptedPort}
            ssl_options.cacertfile = {Certificates.AuthorityFile}
            ssl_options.certfile = {Certificates.ServerFile}
            ssl_options.keyfile = {Certificates.ServerKeyFile}
            ssl_options.verify = verify_peer
            ssl_options.fail_if_no_peer_cert = true
            default_user = tessera
            default_pass = {_password}
            disk_free_limit.absolute = 1MB
            log.file.level = warning

            """);
    }

    async Task StartBrokerAsync()
    {
        _broker = Run(Path.Combine(Programs, "rabbitmq-server"));
        var began = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_broker.HasExited || TimeProvider.System.GetElapsedTime(began) > StartWithin)
            {
                throw new InvalidOperationException($"The broker did not start:\n{ReadLogs()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    string ReadLogs() => string.Join('\n', Directory.EnumerateFiles(_folder, "*.log", SearchOption.AllDirectories).Select(File.ReadAllText));

    async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray());
            return await stream.ReadAsync(new byte[1]) == 1;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Starts a program that the kernel kills when the thread that started it ends: so that thread stays until the program has ended, and ends
    /// with this process at the latest.
    /// </summary>
    Process Run(string program, params string[] arguments)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                var process = Process.Start(Command("setpriv", ["--pdeathsig", "KILL", program, .. arguments]))!;
                var log = Path.Combine(_folder, $"{Path.GetFileName(program)}.{process.Id}.log");
                process.OutputDataReceived += (_, line) => Append(log, line.Data);
                process.ErrorDataReceived += (_, line) => Append(log, line.Data);
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                started.SetResult(process);
                process.WaitForExit();
            }
            catch (Exception e)
            {
                started.TrySetException(e);
            }
        }) { IsBackground = true, Name = program }.Start();
        return started.Task.GetAwaiter().GetResult();
    }

    void Append(string log, string? line)
    {
        if (line is not null && Directory.Exists(_folder))
        {
            lock (_folder)
            {
                File.AppendAllText(log, line + "\n");
            }
        }
    }

    ProcessStartInfo Command(string program, string[] arguments)
    {
        var command = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _folder };
        var environment = command.Environment;
        environment["HOME"] = _folder;
        environment["ERL_EPMD_PORT"] = Text(_mapperPort);
        environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        environment["RABBITMQ_NODENAME"] = Node;
        environment["RABBITMQ_DIST_PORT"] = Text(_distributionPort);
        environment["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data");
        environment["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "logs");
        environment["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid");
        environment["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf");
        environment["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(_folder, "none.config");
        environment["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none.conf");
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins");

        // Loopback only, and without spinning for work: there may be little of the processor to spare.
        environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none";

        // The script then becomes the broker instead of waiting for it, so that its id is the broker's. It also asks nobody to be another user.
        environment["RUNNING_UNDER_SYSTEMD"] = "true";
        return command;
    }
}
