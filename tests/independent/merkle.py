# SPDX-License-Identifier: Apache-2.0
"""Merkle trees of RFC 9162 section 2.1 over any digest, and the check of an inclusion proof."""
import digests


def leaf(name, data):
    return digests.of(name, b"\x00" + data)


def node(name, left, right):
    return digests.of(name, b"\x01" + left + right)


class Edge:
    """The roots of the perfect subtrees, largest first: all that is needed to append, and to tell the root."""

    def __init__(self, name):
        self.name, self.size, self.roots = name, 0, []

    def append(self, leaf_hash):
        self.roots.append(leaf_hash)
        self.size += 1
        size = self.size
        while size % 2 == 0:
            right, left = self.roots.pop(), self.roots.pop()
            self.roots.append(node(self.name, left, right))
            size //= 2

    def root(self):
        if not self.roots:
            return digests.of(self.name, b"")
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = node(self.name, left, root)
        return root


def root_of_leaves(name, hashes):
    edge = Edge(name)
    for one in hashes:
        edge.append(one)
    return edge.root()


def included(name, index, size, leaf_hash, proof, root):
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    fn, sn, r = index, size - 1, leaf_hash
    for p in proof:
        if sn == 0 or len(p) != 32:
            return False
        if fn % 2 == 1 or fn == sn:
            r = node(name, p, r)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(name, r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root
