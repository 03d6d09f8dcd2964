package folder

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"pressbox/internal/deploy"
)

// A Flat is a folder that a web server shows as it is: files are replaced one by
// one. It is a deploy.Store.
type Flat struct {
	Path string
}

// Limits implements deploy.Store.
func (f *Flat) Limits() deploy.Limits { return deploy.Limits{} }

// root opens the folder, so that no path and no link leads out of it.
func (f *Flat) root() (*os.Root, error) {
	if err := os.MkdirAll(f.Path, 0o755); err != nil {
		return nil, err
	}
	return os.OpenRoot(f.Path)
}

// Get implements deploy.Store.
func (f *Flat) Get(_ context.Context, name string) ([]byte, error) {
	root, err := f.root()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.ReadFile(filepath.FromSlash(name))
}

// Put implements deploy.Store. The file is written beside its place and renamed,
// so that a reader gets the old one or the new one.
func (f *Flat) Put(ctx context.Context, file deploy.File) error {
	root, err := f.root()
	if err != nil {
		return err
	}
	defer root.Close()
	data, err := file.Bytes()
	if err != nil {
		return err
	}
	name := filepath.FromSlash(file.Path)
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	fresh := filepath.Join(filepath.Dir(name), ".pressbox-new-"+filepath.Base(name))
	if err := root.WriteFile(fresh, data, 0o644); err != nil {
		root.Remove(fresh)
		return err
	}
	return root.Rename(fresh, name)
}

// Delete implements deploy.Store. Folders that are left empty go too.
func (f *Flat) Delete(ctx context.Context, names []string) error {
	root, err := f.root()
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range names {
		// Put may have been interrupted between its two steps.
		root.Remove(filepath.FromSlash(path.Join(path.Dir(name), ".pressbox-new-"+path.Base(name))))
		if err := root.Remove(filepath.FromSlash(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if root.Remove(filepath.FromSlash(dir)) != nil {
				break // not empty
			}
		}
	}
	return nil
}
