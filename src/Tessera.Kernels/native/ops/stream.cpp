// Runs a net over a picture from top to bottom.
#include "core/parallel.h"
#include "core/status.h"
#include "ops/net.h"
#include <algorithm>
#include <cstring>

namespace tk {
namespace {

constexpr int64_t strip_pixels = 96;    // of a row that one thread takes at a time, at most
constexpr int64_t max_extent = 1 << 20; // rows or columns of the picture

// The rows of a tensor that are still needed, in a ring; one pixel of zeros left and right of each.
struct Rows {
    int64_t capacity = 0, channels = 0, pitch = 0;
    std::unique_ptr<Scratch> memory;

    void allocate(int64_t columns) {
        pitch = (columns + 2) * channels;
        auto size = static_cast<size_t>(capacity * pitch);
        memory = std::make_unique<Scratch>(size);
        std::fill_n(memory->data(), size, 0.0f);
    }

    // Pixel 0 of a row.
    float* row(int64_t y) const { return memory->data() + y % capacity * pitch + channels; }
};

} // namespace
} // namespace tk

struct tk_stream {
    const tk_net& net;
    int64_t rows, columns, band, max_rows;
    tk::Progress progress;
    std::vector<tk::Rows> tensors;
    std::vector<float> zeros; // a row beyond the edge
    std::vector<int64_t> picture_offsets;
};

namespace tk {
namespace {

// Goes through all pushes with row counts alone, to learn how many rows each tensor holds at most.
void measure(tk_stream& stream) {
    const auto& net = stream.net;
    Progress progress(net);
    while (progress.produced[0] < stream.rows) {
        int64_t pushed = std::min(stream.rows, progress.produced[0] + stream.band);
        auto note = [&](int tensor) {
            if (tensor >= 0)
                stream.tensors[tensor].capacity =
                    std::max(stream.tensors[tensor].capacity, progress.produced[tensor] - first_needed(net, progress, tensor));
        };
        for (int i = 0; i < net.input_count; i++) {
            progress.produced[i] = pushed * net.tensors[i].scale;
            note(i);
        }
        for (size_t i = 0; i < net.convs.size(); i++) {
            int64_t target = reachable(net, progress, i, stream.rows);
            if (i + 1 == net.convs.size())
                stream.max_rows = std::max(stream.max_rows, (target - progress.done[i]) * net.convs[i].call.shuffle);
            advance(net, progress, i, target);
            note(net.convs[i].call.raw);
            note(net.convs[i].call.activated);
        }
    }
}

void allocate(tk_stream& stream) {
    stream.tensors.resize(stream.net.tensors.size());
    measure(stream);
    size_t longest = 0;
    for (size_t i = 0; i < stream.tensors.size(); i++) {
        auto& tensor = stream.tensors[i];
        tensor.capacity = std::max<int64_t>(tensor.capacity, 1);
        tensor.channels = stream.net.tensors[i].channels;
        tensor.allocate(stream.columns * stream.net.tensors[i].scale);
        longest = std::max(longest, static_cast<size_t>(tensor.pitch));
    }
    stream.zeros.assign(longest, 0.0f);
}

// [C,rows,columns] -> [rows,columns,C]
void take(tk_stream& stream, int input, const tk_plane& plane, int64_t first, int64_t count, int threads) {
    const auto& tensor = stream.tensors[input];
    int64_t columns = stream.columns * stream.net.tensors[input].scale;
    parallel_for(count, threads, 0, [&](int64_t row, float*) {
        float* to = tensor.row(first + row);
        for (int64_t c = 0; c < tensor.channels; c++) {
            const float* from = plane.data + c * plane.channel_stride + row * plane.row_stride;
            for (int64_t x = 0; x < columns; x++)
                to[x * tensor.channels + c] = from[x];
        }
    });
}

int64_t segments_of_row(const tk_stream& stream, const Conv& conv, int64_t y, Segment* segments) {
    int64_t count = 0, reach = conv.call.kernel / 2;
    int64_t height = stream.rows * stream.net.tensors[conv.call.inputs[0]].scale;
    for (int input : conv.call.inputs) {
        if (input < 0)
            continue;
        const auto& tensor = stream.tensors[input];
        for (int64_t dy = -reach; dy <= reach; dy++) {
            bool outside = y + dy < 0 || y + dy >= height;
            const float* row = outside ? stream.zeros.data() + tensor.channels : tensor.row(y + dy);
            for (int64_t dx = -reach; dx <= reach; dx++)
                segments[count++] = {row + dx * tensor.channels, tensor.channels, tensor.channels};
        }
    }
    return count;
}

void run_strip(const tk_stream& stream, const Conv& conv, int64_t y, int64_t first, int64_t count, const tk_picture& picture, int64_t picture_row) {
    const auto& call = conv.call;
    Segment segments[18];
    ConvStrip strip{};
    strip.segments = segments;
    strip.segment_count = segments_of_row(stream, conv, y, segments);
    strip.panels = conv.panels->data();
    strip.bias = conv.bias.data();
    strip.first = first;
    strip.count = count;
    strip.outputs = conv.packed_outputs;
    strip.channels = conv.channels;
    strip.shuffle = call.shuffle;
    strip.factor = call.factor < 0 ? nullptr : stream.tensors[call.factor].row(y);
    strip.residual = call.residual < 0 ? nullptr : stream.tensors[call.residual].row(y);
    for (int64_t line = 0; line < call.shuffle; line++) {
        strip.raw[line] = call.raw < 0 ? nullptr : stream.tensors[call.raw].row(y * call.shuffle + line);
        strip.activated[line] = call.activated < 0 ? nullptr : stream.tensors[call.activated].row(y * call.shuffle + line);
    }
    if (conv.is_picture()) {
        strip.picture = picture.data + picture_row * picture.row_stride;
        strip.picture_offsets = stream.picture_offsets.data();
        strip.picture_step = call.shuffle * picture.column_stride;
    }
    stream.net.kernels.conv(strip);
}

void run(const tk_stream& stream, const Conv& conv, int64_t first, int64_t count, const tk_picture& picture, int threads) {
    int64_t columns = stream.columns * stream.net.tensors[conv.call.inputs[0]].scale;
    int64_t strips = (columns + strip_pixels - 1) / strip_pixels;
    int64_t size = ((columns + strips - 1) / strips + 5) / 6 * 6; // whole tiles, nearly equal
    parallel_for(count * strips, threads, 0, [&](int64_t index, float*) {
        int64_t row = index / strips, from = index % strips * size;
        if (from < columns)
            run_strip(stream, conv, first + row, from, std::min(size, columns - from), picture, row * conv.call.shuffle);
    });
}

// Output c * r * r + i * r + j of a pixel is channel c of the picture's pixel (i, j) in its r x r square.
void place_picture(tk_stream& stream, const tk_picture& picture) {
    const auto& call = stream.net.convs.back().call;
    stream.picture_offsets.resize(call.outputs);
    for (int64_t n = 0; n < call.outputs; n++) {
        int64_t place = n % (call.shuffle * call.shuffle);
        stream.picture_offsets[n] = n / (call.shuffle * call.shuffle) * picture.channel_stride +
                                    place / call.shuffle * picture.row_stride + place % call.shuffle * picture.column_stride;
    }
}

void push(tk_stream& stream, const tk_plane* inputs, const tk_picture& picture, int threads, int64_t* first, int64_t* count) {
    require_threads(threads);
    const auto& net = stream.net;
    auto& progress = stream.progress;
    int64_t before = progress.produced[0], pushed = std::min(stream.rows, before + stream.band);
    require(before < stream.rows, "net: all %lld rows have been pushed", static_cast<long long>(stream.rows));
    require(picture.data != nullptr, "net: a push needs room for picture rows");
    for (int i = 0; i < net.input_count; i++)
        require(inputs[i].data != nullptr, "net: input %d is missing", i);
    for (int i = 0; i < net.input_count; i++) {
        int64_t scale = net.tensors[i].scale;
        take(stream, i, inputs[i], before * scale, (pushed - before) * scale, threads);
        progress.produced[i] = pushed * scale;
    }
    place_picture(stream, picture);
    for (size_t i = 0; i < net.convs.size(); i++) {
        int64_t done = progress.done[i], target = reachable(net, progress, i, stream.rows);
        run(stream, net.convs[i], done, target - done, picture, threads);
        advance(net, progress, i, target);
        *first = done * net.convs[i].call.shuffle;
        *count = (target - done) * net.convs[i].call.shuffle;
    }
}

} // namespace
} // namespace tk

int tk_stream_create(const tk_net* net, int64_t rows, int64_t columns, int64_t band, tk_stream** stream) {
    return tk::guarded([&] {
        int64_t scale = net->picture_scale();
        tk::require(rows >= 1 && columns >= 1 && rows <= tk::max_extent / scale && columns <= tk::max_extent / scale,
                    "net: the input must have from 1 to %lld rows and columns, not %lld and %lld", static_cast<long long>(tk::max_extent / scale),
                    static_cast<long long>(rows), static_cast<long long>(columns));
        tk::require(band >= 1 && band <= rows, "net: a band has from 1 to %lld rows, not %lld", static_cast<long long>(rows), static_cast<long long>(band));
        auto made = std::unique_ptr<tk_stream>(new tk_stream{*net, rows, columns, band, 0, tk::Progress(*net), {}, {}, {}});
        tk::allocate(*made);
        *stream = made.release();
    });
}

void tk_stream_free(tk_stream* stream) { delete stream; }

int64_t tk_stream_max_rows(const tk_stream* stream) { return stream->max_rows; }

int tk_stream_push(tk_stream* stream, const tk_plane* inputs, const tk_picture* picture, int threads, int64_t* first, int64_t* count) {
    return tk::guarded([&] { tk::push(*stream, inputs, *picture, threads, first, count); });
}
