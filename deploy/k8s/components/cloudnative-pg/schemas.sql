-- Schemas and roles of ADR 4, on the database `symbolon`, as its administrator; may be run again.
-- Roles cannot log in until they have a password: cloudnative-pg gives it from a Secret, elsewhere ALTER ROLE does.
DO $$
DECLARE
    service text;
    part text;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    FOREACH service IN ARRAY ARRAY['conventions', 'credentials', 'indicators'] LOOP
        FOREACH part IN ARRAY ARRAY['owner', 'app', 'relay'] LOOP
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service || '_' || part) THEN
                EXECUTE format(
                    'CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', service || '_' || part
                );
            END IF;
            EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), service || '_' || part);
        END LOOP;
        EXECUTE format('GRANT %I TO CURRENT_USER', service || '_owner');
        EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, service || '_owner');
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I, %I', service, service || '_app', service || '_relay');
    END LOOP;
END
$$;
