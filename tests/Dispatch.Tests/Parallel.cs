// Each fixture has its own database, its own vhost and its own servers, so that fixtures do not meet. One for each core, since a test of
// a server keeps a core busy as much as one of the rules does.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
