package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pressbox/internal/deploy"
	"pressbox/internal/deploy/s3"
)

// A gateway is a running versitygw: buckets are folders of dir.
type gateway struct{ dir, address string }

const (
	accessKey = "test-access-key"
	secretKey = "canary-of-a-secret-key"
)

var startGateway = sync.OnceValues(func() (*gateway, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, err
	}
	program, err := exec.LookPath("versitygw")
	if err != nil {
		if program, err = exec.LookPath(filepath.Join(home, "go", "bin", "versitygw")); err != nil {
			return nil, nil
		}
	}
	dir, err := os.MkdirTemp("", "gateway")
	if err != nil {
		return nil, err
	}
	kept = append(kept, dir)
	g := &gateway{dir: dir, address: "127.0.0.1:" + gatewayPort}
	cmd := exec.Command(program, "--port", g.address, "--quiet", "posix", dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+accessKey, "ROOT_SECRET_KEY="+secretKey)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	servers = append(servers, cmd)
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": secretKey, "AWS_REGION": "us-east-1"} {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	return g, nil
})

var gatewayPort string

func needGateway(t *testing.T) *gateway {
	t.Helper()
	starting.Lock()
	defer starting.Unlock()
	if gatewayPort == "" {
		gatewayPort = freePort(t)
	}
	g, err := startGateway()
	if err != nil {
		t.Fatal(err)
	}
	if g == nil {
		missing(t, "versitygw")
	}
	listening(t, g.address)
	return g
}

// starting is held while a server is started.
var starting sync.Mutex

// bucket makes a bucket of the test's own.
func (g *gateway) bucket(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(g.dir, "b")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Base(dir)
}

// store opens a bucket.
func store(t *testing.T, address, bucket string) deploy.Store {
	t.Helper()
	s, err := s3.Open(s3.Settings{Bucket: bucket, Prefix: "news", Endpoint: "http://" + address, Patience: 2 * time.Second, Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func openS3(t *testing.T) place {
	g := needGateway(t)
	bucket := g.bucket(t)
	s := store(t, g.address, bucket)
	return place{
		host: func(_ string, c *cut) deploy.Host { return deploy.InPlace(cutStore{s, c}, 4) },
		seen: func() map[string]string {
			seen := tree(t, filepath.Join(g.dir, bucket, "news"))
			for name := range seen {
				if strings.HasPrefix(name, ".sgwtmp") {
					delete(seen, name)
				}
			}
			return seen
		},
		put: func(name, text string) {
			f := files(paper{name: text})[0]
			if err := s.Put(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		},
	}
}
