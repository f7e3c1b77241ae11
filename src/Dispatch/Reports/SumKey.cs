namespace Dispatch.Reports;

/// <summary>A row of <c>outcome_sums</c> without its numbers.</summary>
/// <param name="Period">A day or a month.</param>
/// <param name="Measure">Of <see cref="Measures"/>, or <c>stage:</c> and a stage.</param>
/// <param name="Bucket">0, or of <see cref="Buckets"/>.</param>
readonly record struct SumKey(string Alliance, string Period, string Dimension, string Key, string Measure, int Bucket);
