/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* One message of the protocol, by its functions. */
typedef struct
{
  gpointer (*read) (JsonNode *node, GError **error);
  JsonNode *(*write) (gconstpointer message);
  void (*release) (gpointer message);
  gboolean (*can_be_written) (gconstpointer message); /* NULL: always */
} Message;

#define MESSAGE(name, when)                                                                                  \
  {                                                                                                          \
    (gpointer (*) (JsonNode *, GError **)) (gpointer) dovetail_##name##_from_json,                           \
        (JsonNode * (*) (gconstpointer)) (gpointer) dovetail_##name##_to_json,                               \
        (void (*) (gpointer)) (gpointer) dovetail_##name##_free, when                                        \
  }

/* Reads node as that message: refused in words, or written and read again as the same. */
void message_check (const Message *message, JsonNode *node);
