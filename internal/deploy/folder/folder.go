// Package folder publishes into a folder of this machine or of one mounted here:
// as releases beside each other, or in place.
//
// Its one law: no path and no link leads out of the folder.
package folder

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"pressbox/internal/deploy"
	"pressbox/internal/digest"
)

// parallel is how many files are written at once: a mounted folder may be far.
const parallel = 4

// Linked returns the host that keeps releases below a folder.
func Linked(at string, keep int) *deploy.Linked {
	return &deploy.Linked{Keep: keep, Name: at, Open: func(context.Context) (deploy.Disk, error) { return disk{at}, nil }}
}

// A disk is a folder as a deploy.Disk. It is made by MkdirAll only, so that
// looking leaves no trace.
type disk struct{ path string }

// on calls do with the folder, or with one below it.
func (d disk) on(dir string, do func(*os.Root) error) error {
	root, err := os.OpenRoot(filepath.Join(d.path, filepath.FromSlash(dir)))
	if err != nil {
		return err
	}
	return errors.Join(do(root), root.Close())
}

func (d disk) Close() error { return nil }

func (d disk) ReadFile(_ context.Context, name string) (data []byte, err error) {
	err = d.on("", func(root *os.Root) error {
		data, err = root.ReadFile(name)
		return err
	})
	return data, err
}

func (d disk) WriteFile(_ context.Context, name string, data []byte) error {
	return d.on("", func(root *os.Root) error { return create(root, name, data) })
}

// create writes a file that is not there yet.
func create(root *os.Root, name string, data []byte) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

func (d disk) ReadLink(_ context.Context, name string) (to string, err error) {
	err = d.on("", func(root *os.Root) error {
		to, err = root.Readlink(name)
		return err
	})
	return to, err
}

func (d disk) Link(_ context.Context, to, name string) error {
	return d.on("", func(root *os.Root) error {
		fresh := path.Join(path.Dir(name), "."+path.Base(name))
		if err := root.Remove(fresh); err != nil && !absent(err) {
			return err
		}
		if err := root.Symlink(to, fresh); err != nil {
			return err
		}
		return root.Rename(fresh, name)
	})
}

func (d disk) Rename(_ context.Context, from, to string) error {
	return d.on("", func(root *os.Root) error { return root.Rename(from, to) })
}

func (d disk) Folders(_ context.Context, dir string) (names []string, err error) {
	err = d.on("", func(root *os.Root) error {
		entries, err := fs.ReadDir(root.FS(), dir)
		for _, e := range entries {
			if e.IsDir() {
				names = append(names, e.Name())
			}
		}
		return err
	})
	if absent(err) {
		return nil, nil
	}
	return names, err
}

func (d disk) MkdirAll(_ context.Context, dir string) error {
	if err := os.MkdirAll(d.path, 0o755); err != nil {
		return err
	}
	return d.on("", func(root *os.Root) error { return root.MkdirAll(dir, 0o755) })
}

func (d disk) RemoveAll(_ context.Context, dir string) error {
	err := d.on("", func(root *os.Root) error { return root.RemoveAll(dir) })
	if absent(err) {
		return nil
	}
	return err
}

func (d disk) Share(ctx context.Context, from, to string) error {
	return d.on("", func(root *os.Root) error {
		return fs.WalkDir(root.FS(), from, func(name string, e fs.DirEntry, err error) error {
			if err = errors.Join(err, ctx.Err()); err != nil {
				return err
			}
			twin := to + strings.TrimPrefix(name, from)
			switch {
			case e.IsDir():
				return root.Mkdir(twin, 0o755)
			case e.Type().IsRegular():
				if root.Link(name, twin) == nil {
					return nil
				}
				return duplicate(root, name, twin) // a file system without links
			case e.Type() == fs.ModeSymlink:
				leads, err := root.Readlink(name)
				if err != nil {
					return err
				}
				return root.Symlink(leads, twin)
			}
			return nil // not of a kind that is published
		})
	})
}

func duplicate(root *os.Root, from, to string) error {
	src, err := root.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := root.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	return errors.Join(err, dst.Close())
}

func (d disk) Send(ctx context.Context, dir string, files []deploy.File, sent func(deploy.File)) error {
	return d.on(dir, func(root *os.Root) error {
		var mu sync.Mutex
		return deploy.Each(ctx, parallel, files, func(_ context.Context, f deploy.File) error {
			data, err := f.Bytes()
			if err != nil {
				return err
			}
			if err := root.MkdirAll(path.Dir(f.Path), 0o755); err != nil {
				return err
			}
			if err := root.Remove(f.Path); err != nil && !absent(err) {
				return err
			}
			if err := create(root, f.Path, data); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			sent(f)
			return nil
		})
	})
}

func (d disk) Remove(_ context.Context, dir string, paths []string) error {
	return d.on(dir, func(root *os.Root) error { return remove(root, paths) })
}

func (d disk) Holds(ctx context.Context, dir string, files []deploy.File) (states []deploy.State, err error) {
	err = d.on(dir, func(root *os.Root) error {
		states, err = holds(ctx, root, files)
		return err
	})
	return states, err
}

// remove takes away files, and folders that they leave empty.
func remove(root *os.Root, paths []string) error {
	for _, p := range paths {
		if err := root.Remove(p); err != nil && !absent(err) {
			return err
		}
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if root.Remove(dir) != nil {
				break // not empty, or gone already
			}
		}
	}
	return nil
}

// absent reports whether an error says that nothing stands at a path.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// holds is that of deploy.Host below root.
func holds(ctx context.Context, root *os.Root, files []deploy.File) ([]deploy.State, error) {
	states := make([]deploy.State, len(files))
	for i, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		info, err := root.Lstat(f.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case errors.Is(err, fs.ErrPermission):
			return nil, err
		case err != nil, !info.Mode().IsRegular(), info.Size() != f.Size:
			states[i] = deploy.Other // a file or a link stands where a folder is needed, for one
			continue
		}
		data, err := root.ReadFile(f.Path)
		if err != nil {
			return nil, err
		}
		states[i] = deploy.Other
		if digest.Of(data) == f.Sum {
			states[i] = deploy.Equal
		}
	}
	return states, nil
}
