/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The size of a request, adapted to what the line and the server can do. */

#include "sync/batch.h"

#include "wire/limits.h"

#define QUICK_MS 500
#define SLOW_MS 2000

/**
 * dovetail_batch_for_exchange:
 * Returns: 50 records, or SYNC_BATCH_SIZE; adapts between 10 and 500
 */
DovetailBatch
dovetail_batch_for_exchange (void)
{
  const char *text = g_getenv ("SYNC_BATCH_SIZE");
  guint64 size;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, DOVETAIL_WIRE_MAX_BATCH_SIZE, &size, NULL))
    return dovetail_batch_of_size ((guint) size);
  return dovetail_batch_of_size (DOVETAIL_WIRE_DEFAULT_BATCH_SIZE);
}

/**
 * dovetail_batch_of_size:
 * @size: how many records the first request carries
 *
 * Returns: that many; adapts between 10, or fewer where it begins with fewer, and 500
 */
DovetailBatch
dovetail_batch_of_size (guint size)
{
  size = CLAMP (size, 1, DOVETAIL_WIRE_MAX_BATCH_SIZE);
  return (DovetailBatch){ size, MIN (10, size), DOVETAIL_WIRE_MAX_BATCH_SIZE };
}

/**
 * dovetail_batch_for_walk:
 * Returns: 500 records; adapts up to 5,000
 */
DovetailBatch
dovetail_batch_for_walk (void)
{
  return (DovetailBatch){ 500, 500, DOVETAIL_WIRE_MAX_FULL_BATCH_SIZE };
}

/**
 * dovetail_batch_measure:
 * @batch: the size so far
 * @records: how many records the request carried, both ways
 * @milliseconds: how long it took
 *
 * Doubles the size after a quick full request and halves it after a slow one.
 */
void
dovetail_batch_measure (DovetailBatch *batch, guint records, gint64 milliseconds)
{
  if (milliseconds > SLOW_MS)
    batch->size = MAX (batch->minimum, batch->size / 2);
  else if (milliseconds < QUICK_MS && records >= batch->size)
    batch->size = MIN (batch->maximum, batch->size * 2);
}
