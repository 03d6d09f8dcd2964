package content

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"pressbox/internal/problem"
)

// A site is a folder to load in tests.
type site struct {
	t    testing.TB
	dir  string
	root *os.Root
}

func newSite(t testing.TB, files map[string]string) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir()}
	for path, text := range files {
		s.write(path, text)
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	s.root = root
	return s
}

func (s *site) write(path, text string) {
	s.t.Helper()
	path = filepath.Join(s.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) load(opt Options, previous *Set, changed ...string) (*Set, problem.List) {
	s.t.Helper()
	set, problems, err := Load(context.Background(), s.root, opt, previous, changed)
	if err != nil {
		s.t.Fatal(err)
	}
	return set, problems
}

func TestTheDemonstrationLoads(t *testing.T) {
	root, err := os.OpenRoot("../..")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	set, problems, err := Load(context.Background(), root, Options{}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	if len(set.Documents) < 50 {
		t.Errorf("%d documents", len(set.Documents))
	}
	for _, d := range set.Documents {
		p, err := set.Pieces(d.Body.Digest, new([]byte))
		if err != nil || len(p) == 0 {
			t.Errorf("%s: %v", d.Path, err)
		}
	}
}
