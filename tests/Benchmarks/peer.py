"""The shipped networks in plain PyTorch, eager, float32: the peer that the benchmarks measure against.

Started by the benchmark as `peer.py MODEL_FOLDER THREADS`. It answers each line of JSON on standard input
  {"work": "dit" | "decode" | "picture", "inputs": FILE, "output": FILE, ...}
with one line {"seconds": S}, after writing the result to FILE as raw little-endian float32. Only the computation is timed.
It shares nothing with the product but the files: the weights, config.json, and the inputs of each piece of work.
"""
import json
import math
import struct
import sys
import time

import torch
import torch.nn.functional as F

TYPES = {"F16": torch.float16, "F32": torch.float32}
COARSE_EDGE, COARSE_PIXELS, COARSE_CONTEXT = 24, 16, 4


def read(path):
    """Every tensor of a safetensors file, as float32."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        if begin == end:
            tensors[name] = torch.zeros(entry["shape"])
            continue
        dtype = TYPES[entry["dtype"]]
        count = (end - begin) * 8 // torch.finfo(dtype).bits
        tensors[name] = torch.frombuffer(data, dtype=dtype, count=count, offset=begin).reshape(entry["shape"]).float().clone()
    return tensors


class Dit:
    """adaLN-Zero transformer with QK-norm, RoPE in canvas tokens, shared modulation and the previous stage's pixels as a condition."""

    def __init__(self, config, weights):
        self.config, self.weights = config, weights
        self.head = config["width"] // config["heads"]

    def linear(self, name, x):
        return F.linear(x, self.weights[name + ".weight"], self.weights[name + ".bias"])

    @staticmethod
    def sinusoid(value):
        angle = value[:, None] * torch.exp(torch.arange(128) * (-math.log(10_000) / 128))
        return torch.cat([angle.cos(), angle.sin()], 1)

    def rope(self, origins, rows, columns):
        """[B, N, 1, head/2] complex rotations; the first half of the pairs turns with the row, the second with the column."""
        half = self.head // 4
        frequency = self.config["rope_theta"] ** -(torch.arange(half, dtype=torch.float64) / half)
        tables = []
        for y, x in origins:
            row = (torch.arange(y, y + rows)[:, None, None] * frequency).expand(rows, columns, half)
            column = (torch.arange(x, x + columns)[None, :, None] * frequency).expand(rows, columns, half)
            angle = torch.cat([row, column], -1).reshape(rows * columns, 1, 2 * half)
            tables.append(torch.polar(torch.ones_like(angle), angle).to(torch.complex64))
        return torch.stack(tables)

    def modulation(self, t, zoom, tags, has_coarse):
        vector = self.linear("condition.time2", F.silu(self.linear("condition.time1", self.sinusoid(t * 1000))))
        vector = vector + self.linear("condition.zoom", self.sinusoid(zoom * 20)) + tags @ self.weights["condition.tags"]
        if has_coarse:
            vector = vector + self.weights["condition.coarse"]
        vector = F.silu(vector)
        shared, width = self.linear("condition.shared", vector), self.config["width"]
        blocks = [(shared + row).view(-1, 6, 1, width).unbind(1) for row in self.weights["condition.table"]]
        return blocks, self.linear("condition.final", vector).view(-1, 2, 1, width).unbind(1)

    def normalise(self, x, shift, scale):
        return F.layer_norm(x, x.shape[-1:], eps=1e-6) * (1 + scale) + shift

    def rotate(self, x, norm, rope):
        x = x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6) * norm
        return torch.view_as_real(torch.view_as_complex(x.unflatten(-1, (-1, 2))) * rope).flatten(-2)

    def block(self, name, x, modulation, rope):
        shift1, scale1, gate1, shift2, scale2, gate2 = modulation
        batch, tokens, width = x.shape
        qkv = self.linear(name + ".qkv", self.normalise(x, shift1, scale1)).view(batch, tokens, 3, -1, self.head)
        q, k, v = qkv.unbind(2)
        q = self.rotate(q, self.weights[name + ".query_norm"], rope).transpose(1, 2) * self.head**-0.5
        k = self.rotate(k, self.weights[name + ".key_norm"], rope).transpose(1, 2)
        attended = torch.softmax(q @ k.transpose(-2, -1), -1) @ v.transpose(1, 2)
        x = x + gate1 * self.linear(name + ".projection", attended.transpose(1, 2).reshape(batch, tokens, width))
        hidden = F.gelu(self.linear(name + ".up", self.normalise(x, shift2, scale2)), approximate="tanh")
        return x + gate2 * self.linear(name + ".down", hidden)

    def forward(self, latents, t, zoom, tags, origins, coarse=None):
        """Velocity [B, C, H, W] of latents [B, C, H, W]; t and zoom are numbers, tags [B, tags], coarse [B, N, 1728] or None."""
        batch, channels, height, width = latents.shape
        p = self.config["patch"]
        rows, columns = height // p, width // p
        # [B,C,H,W] -> [B,C,h,p,w,p] -> [B,h,w,p,p,C] -> [B,N,p*p*C]
        x = latents.view(batch, channels, rows, p, columns, p).permute(0, 2, 4, 3, 5, 1).reshape(batch, rows * columns, -1)
        x = self.linear("input", x)
        if coarse is not None:
            x = x + self.linear("coarse2", F.silu(self.linear("coarse1", coarse)))
        rope = self.rope(origins, rows, columns)
        blocks, (shift, scale) = self.modulation(torch.full((batch,), t), torch.full((batch,), zoom), tags, coarse is not None)
        for i, modulation in enumerate(blocks):
            x = self.block(f"blocks.{i:02}", x, modulation, rope)
        x = self.linear("output", self.normalise(x, shift, scale))
        # [B,N,p*p*C] -> [B,h,w,p,p,C] -> [B,C,h,p,w,p] -> [B,C,H,W]
        velocity = x.view(batch, rows, columns, p, p, channels).permute(0, 5, 1, 3, 2, 4).reshape(latents.shape)
        variance = t**2 + (1 - t) ** 2
        return latents * ((2 * t - 1) / variance) + velocity * variance**-0.5


class Decoder:
    """Latents to pixels: residual convolutions at 1/16, 1/8 and 1/4, grain of noise at 1/4, and a pixel shuffle."""

    def __init__(self, config, weights):
        self.config, self.weights = config, weights

    def convolution(self, name, x):
        weight = self.weights[name + ".weight"]
        return F.conv2d(x, weight, self.weights[name + ".bias"], padding=weight.shape[-1] // 2)

    def forward(self, latents, noise):
        """[B, C, h, w] and [B, 16, 4h, 4w] -> [B, 3, 16h, 16w]."""
        x = self.convolution("decoder.input", latents)
        for level in (2, 1, 0):
            if level < 2:
                x = F.pixel_shuffle(self.convolution(f"decoder.level{level}.up", x), 2)
            if level == 0:
                x = self.convolution("decoder.level0.input", x)
            for i in range(self.config["decoder_blocks"][level]):
                name = f"decoder.level{level}.block{i}"
                x = x + self.convolution(name + ".conv2", F.silu(self.convolution(name + ".conv1", F.silu(x))))
        x = F.silu(x)
        grain = self.convolution("decoder.grain", self.convolution("decoder.gain", x) * noise)
        return F.pixel_shuffle(self.convolution("decoder.output", x) + grain, 4)


class Peer:
    def __init__(self, folder):
        with open(folder + "/config.json", encoding="utf-8") as file:
            self.config = json.load(file)
        self.dit = Dit(self.config["dit"], read(folder + "/dit.safetensors"))
        self.decoder = Decoder(self.config["autoencoder"], read(folder + "/autoencoder.safetensors"))

    def work_dit(self, request, inputs):
        latents, tags = inputs["latents"], inputs["tags"]
        tags = tags.expand(len(latents), -1)
        return lambda: self.dit.forward(latents, request["time"], request["zoom"], tags, request["origins"], inputs.get("coarse"))

    def work_decode(self, request, inputs):
        return lambda: self.decoder.forward(inputs["latents"], inputs["noise"])

    def work_picture(self, request, inputs):
        return lambda: self.picture(request["stages"], inputs)

    def picture(self, stages, inputs):
        """8-bit pixels [H, W, 3], as floats, through stages from coarse to fine."""
        autoencoder, pixels = self.config["autoencoder"], None
        mean = torch.tensor(autoencoder["latent_mean"]).view(1, -1, 1, 1)
        std = torch.tensor(autoencoder["latent_std"]).view(1, -1, 1, 1)
        for number, stage in enumerate(stages):
            tensors = {name: inputs[f"{number}.{name}"] for name in ("noise", "texture", "weights")}
            latents = self.denoise(stage, tensors["noise"], tensors["weights"], inputs["tags"], pixels)
            decoded = self.decoder.forward(latents[None] * std + mean, tensors["texture"])
            pixels = (decoded[0] * 127.5 + 128).clamp(0, 255).floor()  # [3,H,W]
        return pixels.permute(1, 2, 0)

    def denoise(self, stage, x, weights, tags, before):
        """Heun's method on one canvas x [C, H, W]; at each evaluation the windows' velocities are averaged with their weights."""
        count, _, height, width = weights.shape
        patch = self.config["dit"]["patch"]
        windows = [(slice(None), slice(row * patch, row * patch + height), slice(column * patch, column * patch + width))
                   for row, column in stage["origins"]]
        coarse, tags = None, tags.expand(count, -1)
        if before is not None:
            coarse = self.coarse(stage, before, height // patch, width // patch)

        def predict(t, latents, tags):
            return self.dit.forward(latents, t, stage["zoom"], tags, stage["origins"], coarse)

        def velocity(t, x):
            latents = torch.stack([x[window] for window in windows])
            v = predict(t, latents, tags)
            if stage["guidance"] != 1:
                unconditional = predict(t, latents, torch.zeros_like(tags))
                v = unconditional + stage["guidance"] * (v - unconditional)
            fused = torch.zeros_like(x)
            for window, weighted in zip(windows, v * weights):
                fused[window] += weighted
            return fused

        for t, following in zip(stage["times"], stage["times"][1:]):
            first = velocity(t, x)
            second = velocity(following, x + (following - t) * first)
            x = x + (following - t) / 2 * (first + second)
        return x

    @staticmethod
    def coarse(stage, before, rows, columns):
        """[B, N, 1728]: the 24x24 pixels of the previous stage [3, H, W] under each token of each window."""
        padded = F.pad(before[None] * (2 / 255) - 1, [COARSE_CONTEXT] * 4, mode="replicate")
        tokens = padded[0].unfold(1, COARSE_EDGE, COARSE_PIXELS).unfold(2, COARSE_EDGE, COARSE_PIXELS)  # [3,h,w,24,24]
        tokens = tokens.permute(1, 2, 3, 4, 0).flatten(2)  # [h,w,1728]
        return torch.stack([tokens[y : y + rows, x : x + columns].flatten(0, 1) for y, x in stage["origins"]])


def main():
    folder, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    peer = Peer(folder)
    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        work = getattr(peer, "work_" + request["work"])(request, read(request["inputs"]))
        start = time.perf_counter()
        result = work()
        seconds = time.perf_counter() - start
        with open(request["output"], "wb") as file:
            file.write(result.contiguous().numpy().tobytes())
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
