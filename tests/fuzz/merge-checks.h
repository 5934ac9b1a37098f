/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/merge.h"

/* What holds of every merge of any three records. */
void merge_checks_run (const DovetailMergeSide sides[DOVETAIL_N_SIDES], DovetailPolicy policy);
