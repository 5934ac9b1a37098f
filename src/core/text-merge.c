/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three-way merge of a text field. */

#include "core/text-merge.h"

/**
 * dovetail_text_merge:
 * @base: (nullable): what both sides started from
 * @mine: (nullable): mine
 * @theirs: (nullable): theirs
 * @merged: (out) (transfer full) (nullable): both sides' changes
 *
 * Returns: whether the two fit together
 */
gboolean
dovetail_text_merge (JsonNode *base, JsonNode *mine, JsonNode *theirs, JsonNode **merged)
{
  JsonNode *changed;

  if (dovetail_value_equal (mine, theirs) || dovetail_value_equal (base, mine))
    changed = theirs;
  else if (dovetail_value_equal (base, theirs))
    changed = mine;
  else
    return FALSE;
  *merged = changed == NULL ? NULL : json_node_ref (changed);

  return TRUE;
}
