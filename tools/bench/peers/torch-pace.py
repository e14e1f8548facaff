"""Steps a second of training XLM-R's shape with torch on a GPU: SIZE float32|tf32|bf16 ROWS LENGTH SECONDS."""
import json
import statistics
import sys
import time

import torch
from transformers import XLMRobertaConfig, XLMRobertaForSequenceClassification

SIZES = {
    "tiny": (2, 128, 2, 512),
    "mini": (4, 256, 4, 1024),
    "small": (6, 384, 6, 1536),
    "base": (12, 768, 12, 3072),
    "large": (24, 1024, 16, 4096),
}
size, mode, rows, length, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
end = time.monotonic() + seconds
if not torch.cuda.is_available():
    sys.exit("torch sees no GPU")
torch.backends.cuda.matmul.allow_tf32 = mode == "tf32"
torch.manual_seed(1)
layers, hidden, heads, wide = SIZES[size]
# As many rows of the table as ours trains: the words that occur.
config = XLMRobertaConfig(
    vocab_size=2004, num_hidden_layers=layers, hidden_size=hidden, num_attention_heads=heads, intermediate_size=wide,
    max_position_embeddings=514, type_vocab_size=1, num_labels=3, hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0,
)
model = XLMRobertaForSequenceClassification(config).cuda().train()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True)
ids = torch.randint(4, 2000, (rows, length), device="cuda")
labels = torch.randint(0, 3, (rows,), device="cuda")
times = []
while time.monotonic() < end and len(times) < 400:
    began = time.monotonic()
    with torch.autocast("cuda", dtype=torch.bfloat16, enabled=mode == "bf16"):
        loss = model(input_ids=ids, labels=labels).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    torch.cuda.synchronize()
    times.append(time.monotonic() - began)
measured = times[2:] or times
step = statistics.median(measured)
print(json.dumps({
    "torch": torch.__version__, "device": torch.cuda.get_device_name(0), "steps": len(times),
    "stepsPerSecond": round(1 / step, 3), "tokensPerSecond": round(rows * length / step),
    "peakMemoryMB": round(torch.cuda.max_memory_allocated() / 1e6),
}))
