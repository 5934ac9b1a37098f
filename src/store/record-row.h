/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/outbox-row.h"
#include "store/seal.h"

G_BEGIN_DECLS

/* DovetailReplica <-> a row of the table record with its outbox row. Whoever reads replicas says
 * "SELECT " DOVETAIL_REPLICA_COLUMNS DOVETAIL_REPLICA_TABLES " WHERE ...". */
#define DOVETAIL_REPLICA_COLUMNS                                                                                     \
  "r.row_id, r.entity_type, r.entity_id,"                                                                            \
  " r.version, r.etag, r.deleted, r.timestamp, r.modified_by, r.client_id, r.schema_version, r.data,"                \
  " r.base_version, r.base_etag, r.base_deleted, r.base_timestamp, r.base_modified_by, r.base_client_id,"            \
  " r.base_schema_version, r.base_data, " DOVETAIL_OUTBOX_COLUMNS ","                                                \
  " (SELECT c.conflict_id FROM conflict c WHERE c.entity_id = r.entity_id AND c.open = 1"                            \
  " AND c.entity_type = r.entity_type LIMIT 1),"                                                                     \
  " (SELECT q.conflict_id FROM resolution q WHERE q.entity_id = r.entity_id AND q.error_code IS NULL LIMIT 1)"
#define DOVETAIL_REPLICA_TABLES " FROM record r LEFT JOIN outbox o ON o.record = r.row_id"

/* One sealed payload of a record. */
JsonNode        *dovetail_record_row_open_data (DovetailStatement *statement,
                                                int                column,
                                                const char        *entity_type,
                                                const char        *entity_id,
                                                DovetailCopy       copy,
                                                GError           **error);
/* From the row the statement stands on. NULL with CORRUPT when it cannot be opened. */
DovetailReplica *dovetail_record_row_read   (DovetailStatement *statement,
                                             GError           **error);
/* Steps once and reads: NULL without error when there is no row. */
DovetailReplica *dovetail_record_row_next   (DovetailStatement *statement,
                                             GError           **error);
/* Everything the statement yields. */
GPtrArray       *dovetail_record_row_read_all (DovetailStatement *statement,
                                               GError           **error);
gboolean         dovetail_record_row_insert (DovetailStore     *store,
                                             DovetailReplica   *replica, /* gets its row id */
                                             GError           **error);
gboolean         dovetail_record_row_update (DovetailStore     *store,
                                             DovetailReplica   *replica,
                                             GError           **error);

G_END_DECLS
