# SPDX-License-Identifier: Apache-2.0
# casefile_store: the case on disk, on top of casefile. The only user of SQLite here.
