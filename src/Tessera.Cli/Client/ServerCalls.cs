using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Tessera.Cli.Client;

/// <summary>Asks a server, and asks again where it does not answer: nothing that is asked here does harm when it is done twice.</summary>
sealed class ServerCalls : IDisposable
{
    readonly ClientOptions _options;
    readonly TimeProvider _time;
    readonly Random _random;
    readonly HttpClient _http;

    /// <exception cref="UsageException">The authority's file cannot be read.</exception>
    public ServerCalls(ClientOptions options, TimeProvider time, Random random)
    {
        (_options, _time, _random) = (options, time, random);
        _http = new(Handler(options)) { BaseAddress = options.Server, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Is told in one line why a request is repeated.</summary>
    public Action<string> OnTrouble { get; set; } = _ => { };

    /// <summary>Asks until there is an answer, and reads it.</summary>
    /// <exception cref="ServerProblemException">The server refuses.</exception>
    /// <exception cref="ServerUnavailableException">It could not be reached within our patience.</exception>
    /// <exception cref="ServerException">It answers with what it should not.</exception>
    public async Task<T> AskAsync<T>(Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        for (var failures = 0; ; failures++)
        {
            try
            {
                return await AskOnceAsync(request(), read, cancel);
            }
            catch (ServerProblemException e) when (failures > 0 && !e.IsRepeated)
            {
                throw e.Repeated();
            }
            catch (ServerUnavailableException e)
            {
                var wait = Backoff.After(failures, e.RetryAfter, _options.MostWait, _random);
                if (_time.GetElapsedTime(began) + wait > _options.Patience)
                {
                    throw;
                }

                OnTrouble(e.Message);
                await Task.Delay(wait, _time, cancel);
            }
        }
    }

    /// <summary>Asks once, and hands out the answer before its body has come; the caller disposes of it.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(ClientLimits.AnswerWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        return await GuardAsync(() => SendAsync(request, either.Token), cancel);
    }

    /// <summary>Does something with a connection, whose failures become ours.</summary>
    public async Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await work();
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException || e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse)
        {
            throw new ServerException($"the server at {_options.Server} cannot be used: {(e.InnerException ?? e).Message}", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new ServerUnavailableException($"the server at {_options.Server} does not answer", innerException: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ServerUnavailableException($"the server at {_options.Server} cannot be reached: {(e.InnerException ?? e).Message}", innerException: e);
        }
    }

    public void Dispose() => _http.Dispose();

    async Task<T> AskOnceAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(ClientLimits.AnswerWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        return await GuardAsync(
            async () =>
            {
                using var response = await SendAsync(request, either.Token);
                return await read(response, either.Token);
            },
            cancel);
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var _ = request;
        if (_options.Key is { } key)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await Answers.RefusalAsync(response, _time, cancel);
        }
    }

    /// <summary>Follows no redirection, or the key would go elsewhere; keeps no cookies; asks no proxy for what is on this host.</summary>
    static SocketsHttpHandler Handler(ClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !options.Server.IsLoopback,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ClientLimits.ConnectWithin,
            MaxResponseHeadersLength = ClientLimits.HeaderKibibytes,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (options.AuthorityFile is { } file)
        {
            handler.SslOptions.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            try
            {
                handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
            {
                throw new UsageException($"{file} cannot be used: {e.Message}", e);
            }
        }

        return handler;
    }
}
