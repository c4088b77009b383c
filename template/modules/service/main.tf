resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(["service", "xray-daemon"])

  name              = "/ecs/${var.name}/${each.key}"
  kms_key_id        = var.log_kms_key_arn
  retention_in_days = var.log_retention_days
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.task_size.cpu
  memory                   = var.task_size.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  container_definitions = jsonencode([
    {
      name                   = "service"
      image                  = "${aws_ecr_repository.this["service"].repository_url}:${var.image_tag}"
      essential              = true
      user                   = "1000"
      readonlyRootFilesystem = true

      portMappings = [{
        containerPort = var.container_port
        protocol      = "tcp"
      }]

      environment = [
        { name = "BUCKET", value = var.bucket.name },
        { name = "DATABASE_HOST", value = var.database.host },
        { name = "DATABASE_NAME", value = var.database.name },
        { name = "DATABASE_PORT", value = "5432" },
        { name = "DATABASE_READ_ONLY_HOST", value = var.database.read_only_host },
        { name = "DATABASE_USER", value = var.database.username },
        { name = "PORT", value = tostring(var.container_port) },
        { name = "REGION_ROLE", value = var.role },
      ]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this["service"].name
          awslogs-region        = var.region
          awslogs-stream-prefix = "task"
        }
      }
    },
    {
      # The service keeps serving when only its traces are lost.
      name                   = "xray-daemon"
      image                  = "${aws_ecr_repository.this["xray-daemon"].repository_url}:${var.xray_daemon_image_tag}"
      essential              = false
      user                   = "10001"
      readonlyRootFilesystem = true
      cpu                    = 32
      memoryReservation      = 256

      portMappings = [{
        containerPort = 2000
        protocol      = "udp"
      }]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this["xray-daemon"].name
          awslogs-region        = var.region
          awslogs-stream-prefix = "task"
        }
      }
    },
  ])
}

resource "aws_ecs_service" "this" {
  name                               = var.name
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.this.arn
  launch_type                        = "FARGATE"
  desired_count                      = var.task_count
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  availability_zone_rebalancing      = "ENABLED"
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets         = var.subnet_ids
    security_groups = [aws_security_group.this.id]
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = "service"
    container_port   = var.container_port
  }

  # Autoscaling and a failover decide how many tasks run.
  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [
    aws_iam_role_policy.execution,
    aws_iam_role_policy.task,
  ]
}
