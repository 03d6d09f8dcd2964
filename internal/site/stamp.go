package site

import "io/fs"

// A stamp tells without reading a file that it is the one read before.
type stamp struct {
	size, mtime int64
	mode        fs.FileMode // who may read it
}

func stampOf(info fs.FileInfo) stamp {
	return stamp{info.Size(), info.ModTime().UnixNano(), info.Mode()}
}
