package publish

import (
	"os"
	"path"
)

// A hand makes files and folders for one goroutine. It keeps the folder open that the
// last one was made in or near, for each part of a path costs opening a folder.
type hand struct {
	out *lookout
	top *os.Root
	dir string
	in  *os.Root // dir; nil for none
}

// mkdir makes a folder in one that is there.
func (h *hand) mkdir(name string) error {
	root, rest, err := h.reach(name, path.Dir(name))
	if err != nil {
		return err
	}
	return root.Mkdir(rest, 0o777)
}

// create makes a file that must not be there yet.
func (h *hand) create(name string) (*os.File, error) {
	if file := h.out.create(name); file != nil {
		return file, nil
	}
	// Most are an index.html in a folder of their own, so the folder around that is what
	// neighbours share.
	root, rest, err := h.reach(name, path.Dir(path.Dir(name)))
	if err != nil {
		return nil, err
	}
	return root.OpenFile(rest, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
}

// reach returns the folder dir, and what name is below it.
func (h *hand) reach(name, dir string) (*os.Root, string, error) {
	if dir == "." {
		return h.top, name, nil
	}
	if h.in == nil || h.dir != dir {
		h.leave()
		in, err := h.top.OpenRoot(dir)
		if err != nil {
			return nil, "", err
		}
		h.in, h.dir = in, dir
	}
	return h.in, name[len(dir)+1:], nil
}

// leave closes the folder.
func (h *hand) leave() {
	if h.in != nil {
		h.in.Close()
	}
	h.in = nil
}
