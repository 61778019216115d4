// Sums over rows that come out the same on any number of threads: fixed chunks of rows, added in order.
#pragma once
#include "core/parallel.h"

namespace tk {

constexpr int64_t rows_per_chunk = 32;

inline int64_t chunks_of(int64_t rows) { return (rows + rows_per_chunk - 1) / rows_per_chunk; }

// Calls body(first row, rows) for the chunks of `items` items with `rows` rows each; no chunk spans two items.
template <typename Body> void for_row_chunks(int64_t items, int64_t rows, int threads, Body&& body) {
    int64_t chunks = chunks_of(rows);
    parallel_for(items * chunks, threads, 0, [&](int64_t index, float*) {
        int64_t first = index % chunks * rows_per_chunk;
        int64_t count = rows - first < rows_per_chunk ? rows - first : rows_per_chunk;
        body(index / chunks * rows + first, count, index);
    });
}

// As above with width floats of partial sums per chunk, which body(first, rows, partial) fills; then
// reduce(item, column, sum) receives the sum over each item's chunks.
template <typename Body, typename Reduce>
void sum_row_chunks(int64_t items, int64_t rows, int64_t width, int threads, Body&& body, Reduce&& reduce) {
    int64_t chunks = chunks_of(rows);
    Scratch partials(static_cast<size_t>(items * chunks * width));
    for_row_chunks(items, rows, threads, [&](int64_t first, int64_t count, int64_t index) { body(first, count, partials.data() + index * width); });
    parallel_for(items, threads, 0, [&](int64_t item, float*) {
        const float* from = partials.data() + item * chunks * width;
        for (int64_t column = 0; column < width; column++) {
            float sum = 0;
            for (int64_t chunk = 0; chunk < chunks; chunk++)
                sum += from[chunk * width + column];
            reduce(item, column, sum);
        }
    });
}

} // namespace tk
