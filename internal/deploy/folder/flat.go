package folder

import (
	"context"
	"errors"
	"os"
	"path"

	"pressbox/internal/deploy"
	"pressbox/internal/digest"
)

// InPlace returns the host that is a folder which a web server shows as it is:
// files are replaced one by one.
func InPlace(at string) deploy.Host { return deploy.InPlace(Flat{at}, parallel) }

// A Flat is a folder as a deploy.Store.
type Flat struct{ Path string }

// Limits implements deploy.Store: a disk says itself when it is full.
func (f Flat) Limits() deploy.Limits { return deploy.Limits{} }

func (f Flat) open() (*os.Root, error) {
	if err := os.MkdirAll(f.Path, 0o755); err != nil {
		return nil, err
	}
	return os.OpenRoot(f.Path)
}

// Get implements deploy.Store. Looking leaves no trace.
func (f Flat) Get(_ context.Context, name string) ([]byte, error) {
	root, err := os.OpenRoot(f.Path)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.ReadFile(name)
}

// fresh is where a file is written before it is put in its place, in the folder
// that holds the record. A deploy that was killed leaves at most those of paths
// that it had announced, and the next one takes the same names for them.
func fresh(name string) string { return ".pressbox/new-" + digest.Of([]byte(name)).Short() }

// Put implements deploy.Store. The file is written elsewhere and renamed, so that
// a reader gets the old one or the new one.
func (f Flat) Put(_ context.Context, file deploy.File) error {
	root, err := f.open()
	if err != nil {
		return err
	}
	defer root.Close()
	data, err := file.Bytes()
	if err != nil {
		return err
	}
	at := fresh(file.Path)
	for _, dir := range []string{path.Dir(at), path.Dir(file.Path)} {
		if err := root.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	if err := root.Remove(at); err != nil && !absent(err) {
		return err
	}
	if err := create(root, at, data); err != nil {
		return errors.Join(err, root.Remove(at))
	}
	return root.Rename(at, file.Path)
}

// Delete implements deploy.Store. Folders that are left empty go too.
func (f Flat) Delete(_ context.Context, names []string) error {
	root, err := f.open()
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range names {
		if err := root.Remove(fresh(name)); err != nil && !absent(err) {
			return err
		}
	}
	return remove(root, names)
}

// Holds implements deploy.Store.
func (f Flat) Holds(ctx context.Context, files []deploy.File) ([]deploy.State, error) {
	root, err := os.OpenRoot(f.Path)
	if absent(err) {
		return make([]deploy.State, len(files)), nil
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return holds(ctx, root, files)
}
