/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls, and the replay of the corpora. Each target defines it. */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);
