using EndToEnd.Trials;

return await FullTable.RunAsync(args);
