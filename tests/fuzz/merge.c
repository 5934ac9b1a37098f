/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any three records under any policy. The first byte chooses the policy and what is deleted; base, mine and
 * theirs follow, kept apart by the byte 0x1f, each as JSON or else as the text of the notes. */

#include "core/text-operation.h"
#include "json/json.h"

#include "merge-checks.h"
#include "target.h"

#define SEPARATOR "\x1f"

static JsonNode *
read_side (const char *text)
{
  g_autoptr (JsonNode) notes = NULL;
  JsonNode *data = *text == '{' ? dovetail_json_parse_object (text, -1, NULL) : NULL;

  if (data != NULL)
    return data;
  notes = dovetail_value_string (text);

  return dovetail_data_with (NULL, "notes", notes);
}

/* TP1 of the texts themselves, where they can be compared. */
static void
check_texts (const char *base, const char *mine, const char *theirs)
{
  g_autoptr (DovetailTextOperation) a = dovetail_text_operation_diff (base, mine);
  g_autoptr (DovetailTextOperation) b = dovetail_text_operation_diff (base, theirs);
  g_autoptr (DovetailTextOperation) a_after_b = NULL;
  g_autoptr (DovetailTextOperation) b_after_a = NULL;
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  if (a == NULL || b == NULL)
    return;
  g_assert_true (dovetail_text_operation_transform (a, b, &a_after_b, &b_after_a));
  one = dovetail_text_operation_apply (b_after_a, mine);
  other = dovetail_text_operation_apply (a_after_b, theirs);
  g_assert_nonnull (one);
  g_assert_cmpstr (one, ==, other);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size == 0 ? NULL : g_utf8_make_valid ((const char *) data + 1, (gssize) size - 1);
  g_auto (GStrv) parts = text == NULL ? NULL : g_strsplit (text, SEPARATOR, DOVETAIL_N_SIDES);
  DovetailMergeSide sides[DOVETAIL_N_SIDES] = { 0 };

  if (parts == NULL || g_strv_length (parts) != DOVETAIL_N_SIDES || size > 64 * 1024)
    return 0;
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    {
      sides[i].data = read_side (parts[i]);
      sides[i].deleted = (data[0] & (0x10 << i)) != 0;
      sides[i].timestamp = data[0] & 8 ? i : 0;
      sides[i].client_id = i == DOVETAIL_SIDE_MINE ? "a" : "b";
    }
  check_texts (parts[0], parts[1], parts[2]);
  merge_checks_run (sides, (DovetailPolicy) ((data[0] & 7) % DOVETAIL_N_POLICIES));
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    json_node_unref (sides[i].data);

  return 0;
}
